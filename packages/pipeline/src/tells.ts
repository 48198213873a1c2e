import type { CallOutcome } from './stages/record.stage.js';
import type { Admitted } from './tickets.js';

/** What the record says of cache and idempotency key of a call, and of what looked like an attack in it. */
export function tellsOf({ claim, cache, attack }: Admitted): Pick<CallOutcome, 'cache' | 'idempotency' | 'attack'> {
  const plain = cache === undefined ? NOTHING : { cache };
  const told = attack === undefined ? plain : { ...plain, attack };
  return claim === null ? told : { ...told, idempotency: 'first' };
}

const NOTHING = Object.freeze({});
