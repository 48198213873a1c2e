/**
 * The sandbox's process: reads the environment, starts, and on SIGTERM or SIGINT lets answers under way finish.
 */
import { loadSandboxConfig } from '@turnpike/config/sandbox';
import { createLogger } from '@turnpike/telemetry/logger';
import { startSandbox } from './sandbox.js';

const SHUTDOWN_GRACE_MS = 5_000;

const config = loadSandboxConfig(process.env);
const logger = createLogger({ name: 'sandbox', level: config.logLevel });

try {
  const sandbox = await startSandbox(config, logger);
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    void sandbox.close(SHUTDOWN_GRACE_MS).then(() => {
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  logger.fatal({ err: error }, 'the sandbox could not start');
  process.exitCode = 1;
}
