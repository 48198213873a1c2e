import { loadWorkerConfig } from '@turnpike/config/worker';
import { endOnSignals } from '@turnpike/telemetry/end-on-signals';
import { createLogger } from '@turnpike/telemetry/logger';
import { type RunningWorker, startWorker } from './start-worker.js';

/** How long a batch in hand may take to end. What is cut off then is in Redis still, and recorded by the next worker. */
const STOP_WITHIN_MS = 10_000;

const config = loadWorkerConfig(process.env);
const logger = createLogger({ name: 'worker', level: config.logLevel });

let running: RunningWorker | null = null;
// Before anything is made, so that a signal or a failure while starting ends the process too.
endOnSignals(async () => running?.stop(), logger, STOP_WITHIN_MS);
running = await startWorker(config);
