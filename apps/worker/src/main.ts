import { loadWorkerConfig } from '@turnpike/config/worker';
import { type RunningWorker, startWorker } from './start-worker.js';

/** How long a batch in hand may take to end. What is cut off then is in Redis still, and recorded by the next worker. */
const STOP_WITHIN_MS = 10_000;

const worker = await startWorker(loadWorkerConfig(process.env));

function stop(running: RunningWorker): void {
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  running.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => stop(worker));
