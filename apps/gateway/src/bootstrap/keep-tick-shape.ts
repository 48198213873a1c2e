import { executionAsyncResource } from 'node:async_hooks';

const kept: object[] = [];

/**
 * Keeps one of Node's tick objects, so that their shape outlives every collection. Where a collection finds none of them
 * alive it drops the shape, and what V8 had learned of it: `process.nextTick`, which every stream, socket and request
 * goes through several times, then costs six times as much for the rest of the process.
 */
export function keepTickShape(): void {
  process.nextTick(() => kept.push(executionAsyncResource()));
}
