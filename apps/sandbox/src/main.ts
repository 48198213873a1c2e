/**
 * The sandbox's process: reads the environment, starts, and on a signal lets answers under way finish.
 */
import { loadSandboxConfig } from '@turnpike/config/sandbox';
import { endOnSignals } from '@turnpike/telemetry/end-on-signals';
import { createLogger } from '@turnpike/telemetry/logger';
import { type RunningSandbox, startSandbox } from './sandbox.js';

const SHUTDOWN_GRACE_MS = 5_000;

const config = loadSandboxConfig(process.env);
const logger = createLogger({ name: 'sandbox', level: config.logLevel });

let running: RunningSandbox | null = null;
endOnSignals(async () => running?.close(SHUTDOWN_GRACE_MS), logger);
running = await startSandbox(config, logger);
