import { expect, test } from 'vitest';
import { drawProviders, readWays } from '../test/provider-drawing.js';

test('every operation is served by some provider, and every conversation by at least three wires', async () => {
  for (const { operation, ways } of await readWays()) {
    const serving = [...ways.values()].filter((way) => way !== '–').length;
    expect([operation.key, serving >= (operation.surface === null ? 1 : 3)]).toEqual([operation.key, true]);
  }
});

test('the table in infra/docs is what the registries say', async () => {
  await expect(drawProviders(await readWays())).toMatchFileSnapshot('../../../infra/docs/operations.md');
});
