import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Prints which ticks are alive after a collection: that of `keepTickShape`, and one that nobody keeps. */
const SCRIPT = `
  import { executionAsyncResource } from 'node:async_hooks';
  import { setTimeout as sleep } from 'node:timers/promises';
  const { keepTickShape } = await import(process.argv[1]);
  const { nextTick } = process;
  const ticks = [];
  const watch = (schedule) => {
    process.nextTick = (callback) =>
      nextTick(() => {
        ticks.push(new WeakRef(executionAsyncResource()));
        callback();
      });
    schedule();
    process.nextTick = nextTick;
  };
  watch(keepTickShape);
  watch(() => process.nextTick(() => undefined));
  await sleep(5);
  globalThis.gc();
  console.log(JSON.stringify(ticks.map((tick) => tick.deref()?.callback !== undefined)));`;

test('a tick outlives collections, and with it the shape of all', async () => {
  const source = new URL('./keep-tick-shape.ts', import.meta.url).href;
  const args = ['--expose-gc', '--input-type=module', '-e', SCRIPT, source];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(JSON.parse(stdout)).toEqual([true, false]);
});
