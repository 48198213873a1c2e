import type { Database } from '@turnpike/db/client';
import { endOverrides } from '@turnpike/management/limits/end-overrides';
import type { Logger } from '@turnpike/telemetry/logger';

/** Clears away limits that stood in a plan's place until now, and says how many. */
export async function endLimitOverrides(db: Database, logger: Logger): Promise<void> {
  const ended = await endOverrides({ db, now: () => new Date() });
  if (ended > 0) logger.info({ ended }, 'limits of plans hold again, overrides have ended');
}
