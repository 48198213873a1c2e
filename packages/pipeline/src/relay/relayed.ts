import type { ErrorCode } from '@turnpike/errors/catalogue';
import type { Bill, UsageReading } from '../tickets.js';

/** An answer that is delivered but for its end, which follows settlement. */
export interface Relayed {
  readonly reading: UsageReading;
  readonly errorCode: ErrorCode | null;
  readonly clientGone: 'drain' | 'cancel' | null;
  finish(bill: Bill): void;
}
