import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DATA_PLANE_PREFIXES, OPERATIONS } from './registry.js';

test('every operation has a key and a route of its own, under a prefix of the data plane', () => {
  expect(new Set(OPERATIONS.map((operation) => operation.key)).size).toBe(OPERATIONS.length);
  expect(new Set(OPERATIONS.map(({ method, path }) => `${method} ${path}`)).size).toBe(OPERATIONS.length);
  for (const { path } of OPERATIONS) expect(DATA_PLANE_PREFIXES).toContain(`/${path.split('/')[1]}`);
});

test('the README lists exactly these operations', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const listed = [...readme.matchAll(/^\| `([A-Z]+ \/\S+)`/gm)].map((match) => match[1]);
  expect(listed).toEqual(OPERATIONS.map(({ method, path }) => `${method} ${path}`));
});
