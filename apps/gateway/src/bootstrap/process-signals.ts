import type { Logger } from '@turnpike/telemetry/logger';

/**
 * Ends the process in order on SIGTERM and SIGINT, at once on the second. What nobody caught ends it with code 1: after
 * an error out of nowhere the state of the process can't be trusted with money, and a supervisor starts a new one.
 */
export function endOnSignals(close: () => Promise<void>, logger: Logger): void {
  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) process.exit(1);
    ending = true;
    logger.info({ signal }, 'stopping');
    close().then(
      () => process.exit(0),
      (error: unknown) => die(error, 'stopping failed'),
    );
  };
  const die = (error: unknown, message: string) => {
    logger.fatal({ err: error }, message);
    process.exit(1);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('uncaughtException', (error) => die(error, 'uncaught exception'));
  process.on('unhandledRejection', (reason) => die(reason, 'unhandled rejection'));
}
