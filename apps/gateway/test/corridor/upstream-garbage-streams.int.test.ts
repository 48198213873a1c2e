/** Streams in pieces of every size: a byte at a time, and a line of a hundred megabytes. */
import { inputTokensOf, outputTokensOf } from '@turnpike/domain/usage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, Corridor, faultsIn } from './corridor.fixture.js';
import { PAIRS, WAYS } from './garbage/pairs.js';
import { addWireModels } from './wires.fixture.js';

let corridor: Corridor;
let account: Account;
beforeAll(async () => {
  corridor = await Corridor.start();
  addWireModels(corridor);
  account = corridor.account();
});
afterAll(() => corridor.stop());

const namesOf = (pairs: typeof PAIRS) => pairs.map(({ surface, wire }) => [surface.name, wire.name, surface] as const);

describe('trap: an event of a stream is no chunk of it (higress#4146)', () => {
  test.each(namesOf(PAIRS))('%s over %s, a byte at a time', async (_name, model, surface) => {
    const text = 'x\n@sandbox byte_by_byte=true reply="Grüße, \u{1f600} one two"';
    const said = await surface.stream(corridor.url, account.key, { model, text });
    expect(said).toMatchObject({ status: 200, text: 'Grüße, \u{1f600} one two', ended: true, error: '' });
    const event = await account.eventOf(said.requestId);
    const delivered = await account.delivered(event);
    expect(event).toMatchObject({ endReason: 'complete', usageSource: 'provider' });
    expect(inputTokensOf(event)).toBe(delivered.promptTokens);
    expect(outputTokensOf(event)).toBe(delivered.completionTokens);
  });
});

describe('trap: an error within a 200 is no output (new-api#5288, #5290)', () => {
  test.each(namesOf(PAIRS))('%s over %s', async (_name, model, surface) => {
    const steering = '@sandbox reply="one two three four five" chunks=5';
    const before = await surface.stream(corridor.url, account.key, { model, text: `x\n${steering} error_after=0` });
    expect(before).toMatchObject({ status: 502, text: '' });
    expect(await account.eventOf(before.requestId)).toMatchObject({ charge: '0', usageSource: 'none' });

    const after = await surface.stream(corridor.url, account.key, { model, text: `x\n${steering} error_after=2` });
    expect(after).toMatchObject({
      status: 200,
      text: 'one two',
      ended: false,
      error: expect.stringMatching(/./) as string,
    });
    const event = await account.eventOf(after.requestId);
    expect([event.endReason, outputTokensOf(event)]).toEqual(['upstream_error', 2]);
  });
});

describe('a line of 100 MB', () => {
  /** Beside the test's own and the runner's: what is read at once, the bound of one event, and room to breathe. */
  const STREAM_GROWTH_BYTES = 48 * 1024 * 1024;

  test.each(namesOf(WAYS))('%s over %s: 502, no bill, and it is never in memory', async (_name, model, surface) => {
    const watch = watchMemory();
    const text = 'x\n@sandbox garbage=long_line';
    const said = await surface.stream(corridor.url, account.key, { model, text });
    expect(said.status).toBe(502);
    expect(watch()).toBeLessThan(STREAM_GROWTH_BYTES);
    expect(await account.eventOf(said.requestId)).toMatchObject({ charge: '0', usageSource: 'none' });
    expect(faultsIn(corridor)).toEqual([]);
  });

  test('for a whole answer: 502 at the bound of one', async () => {
    const [, , surface] = namesOf(WAYS)[0] as ReturnType<typeof namesOf>[number];
    const text = 'x\n@sandbox garbage=long_line';
    const said = await surface.ask(corridor.url, account.key, { model: 'openai', text });
    expect(said.status).toBe(502);
    expect(await account.eventOf(said.requestId)).toMatchObject({ charge: '0', usageSource: 'none' });
  });

  /** Gives the most that buffers grew by, in bytes. */
  function watchMemory(): () => number {
    const before = process.memoryUsage().arrayBuffers;
    let most = before;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 1);
    return () => {
      clearInterval(timer);
      return most - before;
    };
  }
});
