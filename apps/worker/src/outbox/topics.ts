/** The outbox's topics that this worker relays, each with its payload and what it does. All may be repeated. */
import { UuidSchema } from '@turnpike/contracts/uuid.schema';
import { raiseEpoch } from '@turnpike/limits/balance';
import { z } from 'zod';
import { type BalanceContext, postTenantBalance } from './post-tenant-balance.js';

/** A bigint as JSON carries it: a number, or a string of digits. */
const epoch = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d{1,19}$/)])
  .transform((value) => String(value));

const EpochRaisedSchema = z.object({ tenantId: UuidSchema, epoch });
const BalancePostedSchema = z.object({ tenantId: UuidSchema });

/** Relays one payload; false when it can't be read. Rejects when a store can't be reached. */
type Relay = (context: BalanceContext, payload: unknown) => Promise<boolean>;

function topic<T>(schema: z.ZodType<T>, relay: (context: BalanceContext, payload: T) => Promise<void>): Relay {
  return async (context, payload) => {
    const parsed = schema.safeParse(payload);
    if (!parsed.success) return false;
    await relay(context, parsed.data);
    return true;
  };
}

export const TOPICS: ReadonlyMap<string, Relay> = new Map([
  [
    'epoch.raised',
    topic(EpochRaisedSchema, ({ redis, keys }, payload) =>
      raiseEpoch({ redis, keys }, payload.tenantId, payload.epoch),
    ),
  ],
  ['balance.posted', topic(BalancePostedSchema, (context, payload) => postTenantBalance(context, payload.tenantId))],
]);
