import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { RedisFixture } from '../test/redis.fixture.js';
import { Script } from './script.js';
import { encodeScriptCall } from './script-call.js';

const fixture = new RedisFixture();
const { redis } = fixture;
const ECHO = new Script('return {#KEYS, KEYS[1], ARGV[1], ARGV[2]}');

test('lengths are those of the bytes', () => {
  expect(encodeScriptCall('f00', ['k'], ['plain', 7])).toBe(
    '*6\r\n$7\r\nEVALSHA\r\n$3\r\nf00\r\n$1\r\n1\r\n$1\r\nk\r\n$5\r\nplain\r\n$1\r\n7\r\n',
  );
  expect(encodeScriptCall('f00', [], ['größer 😀'])).toBe(
    '*4\r\n$7\r\nEVALSHA\r\n$3\r\nf00\r\n$1\r\n0\r\n$13\r\ngrößer 😀\r\n',
  );
});

test('what is asked in one turn is answered to whom it belongs, whatever the script is made of', async () => {
  // A source that no Redis has seen: asked for by its hash it isn't known.
  const fresh = new Script(`return ARGV[1] .. '${Date.now()}-${process.pid}'`);
  const long = 'é\r\n'.repeat(1_000);
  const replies = await Promise.all([
    ECHO.run(redis, ['one'], ['', 1.5]),
    fresh.run(redis, [], ['fresh']),
    ECHO.run(redis, ['two'], [long, 'x']),
  ]);
  expect(replies[0]).toEqual([1, 'one', '', '1.5']);
  expect(replies[1]).toMatch(/^fresh\d+-\d+$/);
  expect(replies[2]).toEqual([1, 'two', long, 'x']);
});

test('a script that fails rejects its own call and no other, and shows no argument', async () => {
  const broken = new Script("return redis.call('INCRBY', 'x', ARGV[1])");
  const [failed, fine] = await Promise.allSettled([
    broken.run(redis, [], ['secret']),
    ECHO.run(redis, ['k'], ['a', 'b']),
  ]);
  expect(fine.status).toBe('fulfilled');
  if (failed.status === 'fulfilled') throw new Error('it was answered');
  expect(failed.reason).toBeInstanceOf(Error);
  expect(JSON.stringify(failed.reason, Object.getOwnPropertyNames(failed.reason))).not.toContain('secret');
});

test('a reply that means nothing rejects the call', async () => {
  const read = () => {
    throw new Error('unheard of');
  };
  await expect(ECHO.runAs(redis, { keys: ['k'], args: [], read })).rejects.toThrow('unheard of');
});

test('a Redis that falls silent, and one that is gone, are given up', async () => {
  // Says yes to whatever a client asks on arriving, and nothing to a script.
  const silent = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const asked = bytes.toString();
      if (!asked.includes('EVALSHA')) socket.write('+OK\r\n'.repeat(asked.match(/^\*\d+\r$/gm)?.length ?? 0));
    });
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const client = new Redis(port, { enableReadyCheck: false, commandTimeout: 200 });
  client.on('error', () => undefined);
  await once(client, 'ready');
  const calls = await Promise.allSettled([ECHO.run(client, [], []), ECHO.run(client, [], [])]);
  for (const { status } of calls) expect(status).toBe('rejected');
  const order: string[] = [];
  const patient = ECHO.run(client, [], []).catch(() => order.push('patient'));
  const impatient = ECHO.runAs(client, { keys: [], args: [], read: String, patienceMs: 20 });
  await Promise.all([patient, impatient.catch(() => order.push('impatient'))]);
  expect(order).toEqual(['impatient', 'patient']);
  client.disconnect();
  await expect(ECHO.run(client, [], [])).rejects.toThrow();
  silent.close();
});
