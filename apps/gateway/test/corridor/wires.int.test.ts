/** Every surface over every provider's wire: what is said arrives, what is used is billed, and errors are the surface's. */
import { inputTokensOf, outputTokensOf } from '@turnpike/domain/usage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, Corridor } from './corridor.fixture.js';
import { SURFACE_CLIENTS, type SurfaceClient } from './surface-clients.js';
import { addWireModels, WIRES } from './wires.fixture.js';

let corridor: Corridor;
let account: Account;
beforeAll(async () => {
  corridor = await Corridor.start();
  addWireModels(corridor);
  account = corridor.account();
});
afterAll(() => corridor.stop());

const PAIRS = SURFACE_CLIENTS.flatMap((surface) => WIRES.map((wire) => [surface, wire.name] as const));

describe.each(PAIRS)('$name over %s', (surface, model) => {
  test('a call: its text, and its bill by the provider’s own account', async () => {
    const said = await surface.ask(corridor.url, account.key, { model, text: 'hello' });
    expect(said).toMatchObject({ status: 200, text: expect.stringContaining('You said: hello') as string });
    await billed(said.requestId, false);
  });

  test('a stream says the same, and ends as its wire does', async () => {
    const said = await surface.stream(corridor.url, account.key, { model, text: 'hello' });
    expect(said).toMatchObject({
      status: 200,
      text: expect.stringContaining('You said: hello') as string,
      ended: true,
    });
    await billed(said.requestId, true);
  });

  test('a stream that is cut ends with an error of its wire', async () => {
    const text = 'hello\n@sandbox cut_after=2';
    const said = await surface.stream(corridor.url, account.key, { model, text });
    expect(said.ended).toBe(false);
    expect(said.error).toMatch(/./);
  });
});

test.each(SURFACE_CLIENTS.map((surface) => [surface.name, surface] as const))(
  '%s: a stranger is refused in the words of its wire',
  async (_name, surface: SurfaceClient) => {
    const said = await surface.ask(corridor.url, 'tp_live_nobody', { model: 'openai', text: 'hello' });
    expect(said).toMatchObject({ status: 401, error: expect.stringMatching(/key/i) as string });
  },
);

async function billed(requestId: string, stream: boolean) {
  const event = await account.eventOf(requestId);
  const delivered = await account.delivered(event);
  expect(event).toMatchObject({ status: 200, endReason: 'complete', usageSource: 'provider', stream });
  expect(inputTokensOf(event)).toBe(delivered.promptTokens);
  expect(outputTokensOf(event)).toBe(delivered.completionTokens);
}
