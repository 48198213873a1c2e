import { expect, test, vi } from 'vitest';
import { findAdapter, loadAdapter, PROVIDER_KINDS } from './adapter-registry.js';

test('an adapter is loaded when it is asked for, and then found at once', async () => {
  // Of its own: another file's tests may have loaded some.
  vi.resetModules();
  const { findAdapter, loadAdapter } = await import('./adapter-registry.js');
  expect(PROVIDER_KINDS.map(findAdapter)).toEqual(PROVIDER_KINDS.map(() => null));
  const adapter = await loadAdapter('openai-compatible');
  expect(adapter?.kind).toBe('openai-compatible');
  expect(findAdapter('openai-compatible')).toBe(adapter);
  expect(await loadAdapter('openai-compatible')).toBe(adapter);
  expect(findAdapter('cohere')).toBeNull();
});

test.each(PROVIDER_KINDS)('%s is the kind of its adapter', async (kind) => {
  expect((await loadAdapter(kind))?.kind).toBe(kind);
});

test.each(['nobody', '__proto__', 'constructor', ''])('there is none of the kind %j', async (kind) => {
  expect(findAdapter(kind)).toBeNull();
  expect(await loadAdapter(kind)).toBeNull();
});
