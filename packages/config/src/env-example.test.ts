import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderEnvExample } from './env-example.js';
import { fields } from './fields.js';
import { processFields } from './process-fields.js';

test('the committed .env.example is what the schemas say', () => {
  const committed = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  expect(committed).toBe(renderEnvExample());
});

test('every field is read by a process, and shown', () => {
  const example = renderEnvExample();
  const variables = [...Object.values(processFields), ...Object.values(fields)].map((field) => field.variable);
  const missing = variables.filter((variable) => !new RegExp(`^# ${variable}=`, 'm').test(example));
  expect(missing).toEqual(['PROCESS_INDEX']);
});
