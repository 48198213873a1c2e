import { createLogger } from '@turnpike/telemetry/logger';
import { expect, test, vi } from 'vitest';
import { Loop } from './loop.js';

const logger = createLogger({ name: 'test', level: 'silent' });

test('runs again after a failure, and stops when told to', async () => {
  let runs = 0;
  const loop = new Loop({
    name: 'test',
    intervalMs: 1,
    logger,
    run: async () => {
      runs += 1;
      if (runs === 1) throw new Error('first run fails');
    },
  });
  loop.start();
  await vi.waitFor(() => expect(runs).toBeGreaterThan(3), 15_000);
  await loop.stop();
  const after = runs;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(runs).toBe(after);
});

test('a wake-up ends the pause, and one that comes during a run is not lost', async () => {
  let runs = 0;
  const gate = Promise.withResolvers<void>();
  const loop = new Loop({
    name: 'test',
    intervalMs: 3_600_000,
    logger,
    run: async () => {
      runs += 1;
      if (runs === 2) await gate.promise;
    },
  });
  loop.start();
  await vi.waitFor(() => expect(runs).toBe(1), 15_000);
  await new Promise((resolve) => setImmediate(resolve));
  loop.wake();
  await vi.waitFor(() => expect(runs).toBe(2), 15_000);
  loop.wake();
  gate.resolve();
  await vi.waitFor(() => expect(runs).toBe(3), 15_000);
  await loop.stop();
});

test('stopping waits for the run in hand, which hears of it', async () => {
  let ended = false;
  const loop = new Loop({
    name: 'test',
    intervalMs: 1,
    logger,
    run: async (signal) => {
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      ended = true;
    },
  });
  loop.start();
  await loop.stop();
  expect(ended).toBe(true);
});
