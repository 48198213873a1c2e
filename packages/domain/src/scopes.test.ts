import { expect, test } from 'vitest';
import { coversScope } from './scopes.js';

test.each([
  [['*'], 'assistants', true],
  [['*'], '*', true],
  [['assistants'], '*', false],
  [['assistants'], 'assistants', true],
  [['assistants'], 'assistants:chat.completions', true],
  [['assistants:chat.completions'], 'assistants', false],
  [['assistants:chat.completions'], 'assistants:embeddings', false],
  [['assist'], 'assistants', false],
  [[], 'assistants', false],
])('%j and %s: %s', (held, wanted, expected) => expect(coversScope(held, wanted)).toBe(expected));
