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
});

export type HoldContext = z.infer<typeof HoldContextSchema>;

/** An open hold as Redis keeps it. */
export interface HoldRecord {
  tenantId: string;
  requestId: string;
  owner: string;
  /** Base units. */
  hold: bigint;
  /** Concurrency fields, `c:<scope>`. */
  scopes: string[];
  /** Quota fields, `q:<scope>:<period start ms>`. */
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

/** Scope and period start of a quota counter field. */
export function parseQuotaField(field: string): { scope: string; periodStartMs: number } {
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
