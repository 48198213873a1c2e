/** What a plain call costs Redis: one script before its answer, and a share of a settlement after it. */
import { createRedisClient } from '@turnpike/pipeline/redis-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, Corridor, say } from './corridor.fixture.js';

const REDIS_URL = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:26379';
const CALLS = 200;

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(() => corridor.stop());

/** Every command that any client of this corridor sends while the work is done, by name and script. */
async function commandsDuring(work: () => Promise<unknown>): Promise<string[][]> {
  const watching = createRedisClient(REDIS_URL, () => undefined);
  await watching.connect();
  const monitor = await watching.monitor();
  const prefix = corridor.keys.records().replace(/records$/, '');
  const seen: string[][] = [];
  let onMark: () => void = () => undefined;
  const marked = new Promise<void>((resolve) => (onMark = resolve));
  monitor.on('monitor', (_time: string, command: string[], source: string) => {
    if (command.includes(`${prefix}mark`)) onMark();
    // What scripts do inside Redis is no trip to it.
    else if (source !== 'lua' && command.some((part) => part.startsWith(prefix))) seen.push(command);
  });
  await work();
  await corridor.redis.get(`${prefix}mark`);
  await marked;
  monitor.disconnect();
  watching.disconnect();
  return seen;
}

async function call(account: Account, model: string): Promise<void> {
  const answer = await account.post('/v1/chat/completions', { model, messages: say('hello') });
  await answer.text();
  expect(answer.status).toBe(200);
}

test('a plain call makes one trip before its answer, and settles with others', async () => {
  const model = corridor.model();
  const account = corridor.account();
  // What is loaded on first use.
  await call(account, model);
  await account.settled(1);
  const commands = await commandsDuring(async () => {
    for (let made = 0; made < CALLS; made += 1) await call(account, model);
  });
  const scripts = new Map<string, number>();
  for (const [name = '', sha = ''] of commands)
    if (name.toLowerCase() === 'evalsha') scripts.set(sha, (scripts.get(sha) ?? 0) + 1);
  // One to admit and, as these come one after the other, one to settle each.
  expect([...scripts.values()].filter((count) => count >= CALLS)).toEqual([CALLS, CALLS]);
  // Heartbeats and records, which come with time and not with calls.
  expect(commands.length).toBeLessThan(2 * CALLS + CALLS / 4);
});
