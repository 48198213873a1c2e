import { scopeCounts } from '@turnpike/domain/limit-scope';
import { z } from 'zod';

/**
 * What a hold says of its call, so that the reaper can settle it after the death of its process: everything a usage
 * event needs but its usage. JSON, with short keys because it rides with every admission.
 */
export const HoldContextSchema = z.object({
  app: z.string(),
  key: z.string(),
  sub: z.string(),
  prd: z.string(),
  plv: z.string(),
  env: z.enum(['live', 'test']),
  op: z.string(),
  mdl: z.string(),
  cur: z.string(),
  str: z.boolean(),
  usr: z.string().nullable(),
  /** Unix ms at which the call began. */
  at: z.number(),
  /** Hash of the idempotency key it was made under. */
  idm: z.string().optional(),
});

export type HoldContext = z.infer<typeof HoldContextSchema>;

/** An open hold as Redis keeps it. */
export interface HoldRecord {
  tenantId: string;
  requestId: string;
  owner: string;
  /** Base units. */
  hold: bigint;
  /** What ends with the call: slots, and tokens reserved in windows. As in scripts/counters.script.ts. */
  scopes: string[];
  /** Quotas and budgets, with how much of them is reserved. As in scripts/counters.script.ts. */
  counters: string[];
  context: HoldContext;
}

/** Reads one field of the holds hash; null when it is not a hold this version understands. */
export function parseHoldRecord(field: string, value: string): HoldRecord | null {
  const [tenantId, requestId] = field.split('/');
  const match = /^([^|]*)\|(\d+)\|([^|]*)\|([^|]*)\|(.*)$/s.exec(value);
  if (tenantId === undefined || requestId === undefined || match === null) return null;
  const [, owner = '', hold = '0', scopes = '', counters = '', json = ''] = match;
  const context = HoldContextSchema.safeParse(parseJson(json));
  if (!context.success) return null;
  const list = (text: string) => (text === '' ? [] : text.split(','));
  return {
    tenantId,
    requestId,
    owner,
    hold: BigInt(hold),
    scopes: list(scopes),
    counters: list(counters),
    context: context.data,
  };
}

/** The hash value of a hold, as the admission script writes it. */
export function formatHoldRecord(
  record: Omit<HoldRecord, 'context' | 'tenantId' | 'requestId'> & { context: string },
): string {
  return [
    record.owner,
    record.hold.toString(),
    record.scopes.join(','),
    record.counters.join(','),
    record.context,
  ].join('|');
}

/** What a call is counted with against one quota or budget, as its usage event says it. */
export interface QuotaUse {
  scope: string;
  periodStartMs: number;
  /** Requests or tokens, or money in the tenant's currency: a decimal string. */
  amount: string;
}

/** What the quotas and budgets of a hold are used by once its call has ended. `charge` is a decimal string. */
export function quotaUses(counters: readonly string[], used: { tokens: number; charge: string }): QuotaUse[] {
  return counters.map((counter) => {
    const { scope, periodStartMs } = parseCounter(counter);
    const kind = scopeCounts(scope);
    return {
      scope,
      periodStartMs,
      amount: kind === 'money' ? used.charge : kind === 'tokens' ? String(used.tokens) : '1',
    };
  });
}

/** Scope and period start of a quota counter, whatever is reserved by it. */
function parseCounter(counter: string): { scope: string; periodStartMs: number } {
  const [field = ''] = counter.split('=');
  const end = field.lastIndexOf(':');
  return { scope: field.slice(2, end), periodStartMs: Number(field.slice(end + 1)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
