/** What a call cost, from its own record: complete a moment after its end. */
import { tokensRead, tokensWritten } from '@turnpike/contracts/management/token-sums';
import type { TokenCounts } from '@turnpike/contracts/management/usage-counts';

/** What is counted beside tokens. */
export const RECEIPT_UNITS = ['images', 'characters', 'searches'] as const;

export interface Receipt {
  /** Exact decimal string; null until it is recorded. */
  charge: string | null;
  currency: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  units: Readonly<Partial<Record<(typeof RECEIPT_UNITS)[number], number>>>;
  /** Decimal string; null where time wasn't measured. */
  seconds: string | null;
}

interface CallRecord {
  charge: string | null;
  currency: string | null;
  tokens: TokenCounts | null;
  images: number | null;
  characters: number | null;
  searches: number | null;
  seconds: string | null;
}

const TRIES = 20;
/** Before each try, the first included: a record is there some milliseconds after the answer's end. */
const PAUSE_MS = 700;

/** Asks for the record until it carries its charge; null when it doesn't within a quarter of a minute. */
export async function readReceipt(
  { baseUrl, key, signal }: { baseUrl: string; key: string; signal: AbortSignal },
  requestId: string,
): Promise<Receipt | null> {
  for (let attempt = 0; attempt < TRIES && !signal.aborted; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const record = await readRecord(`${baseUrl}/v1/calls/${requestId}`, key, signal);
    if (record !== null && record.charge !== null) return receiptOf(record);
  }
  return null;
}

async function readRecord(url: string, key: string, signal: AbortSignal): Promise<CallRecord | null> {
  try {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` }, signal, credentials: 'omit' });
    return answer.ok ? ((await answer.json()) as CallRecord) : null;
  } catch {
    return null;
  }
}

/** Counts of nothing are left out: a call that makes pictures searches nothing. */
export function receiptOf(record: CallRecord): Receipt {
  const { charge, currency, tokens, seconds } = record;
  return {
    charge,
    currency,
    inputTokens: tokens && tokensRead(tokens),
    outputTokens: tokens && tokensWritten(tokens),
    units: Object.fromEntries(
      RECEIPT_UNITS.flatMap((unit) => ((record[unit] ?? 0) > 0 ? [[unit, record[unit] ?? 0]] : [])),
    ),
    seconds: seconds === null || Number(seconds) === 0 ? null : seconds,
  };
}
