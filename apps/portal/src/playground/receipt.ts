/** What a call cost, from its own record: complete a moment after its end. */
import { tokensRead, tokensWritten } from '@turnpike/contracts/management/token-sums';
import type { TokenCounts } from '@turnpike/contracts/management/usage-counts';

export interface Receipt {
  /** Exact decimal string; null until it is recorded. */
  charge: string | null;
  currency: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  durationMs: number;
}

interface CallRecord {
  charge: string | null;
  currency: string | null;
  tokens: TokenCounts | null;
  durationMs: number;
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

function receiptOf({ charge, currency, tokens, durationMs }: CallRecord): Receipt {
  return {
    charge,
    currency,
    inputTokens: tokens && tokensRead(tokens),
    outputTokens: tokens && tokensWritten(tokens),
    durationMs,
  };
}
