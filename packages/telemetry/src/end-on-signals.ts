import type { Logger } from './logger.js';

/**
 * Ends the process in order on SIGTERM, SIGINT and SIGHUP, at once on the second, and after `withinMs` in any case. What nobody caught ends it with code 1: after
 * an error out of nowhere the state of the process can't be trusted with money, and a supervisor starts a new one.
 */
export function endOnSignals(close: () => Promise<void>, logger: Logger, withinMs?: number): void {
  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) process.exit(1);
    ending = true;
    logger.info({ signal }, 'stopping');
    if (withinMs !== undefined)
      setTimeout(() => die(new Error(`not done in ${withinMs} ms`), 'stopping failed'), withinMs).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => die(error, 'stopping failed'),
    );
  };
  const die = (error: unknown, message: string) => {
    logger.fatal({ err: error }, message);
    process.exit(1);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  process.on('uncaughtException', (error) => die(error, 'uncaught exception'));
  process.on('unhandledRejection', (reason) => die(reason, 'unhandled rejection'));
}
