import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@turnpike/telemetry/logger';

/** Nest's own messages through our logger; its chatter about modules and routes is for debugging only. */
export function createNestLogger(logger: Logger): LoggerService {
  const child = logger.child({ component: 'nest' });
  const text = (message: unknown) => (message instanceof Error ? message : String(message));
  return {
    log: (message: unknown) => child.debug(text(message)),
    debug: (message: unknown) => child.debug(text(message)),
    verbose: (message: unknown) => child.trace(text(message)),
    warn: (message: unknown) => child.warn(text(message)),
    error: (message: unknown, ...rest: unknown[]) => child.error({ rest }, String(message)),
    fatal: (message: unknown) => child.fatal(text(message)),
  };
}
