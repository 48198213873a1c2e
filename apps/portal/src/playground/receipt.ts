/** What a call cost, from its own record: complete a moment after its end. */

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
  tokens: { input: number; cachedInput: number; output: number; reasoning: number } | null;
  durationMs: number;
}

const TRIES = 24;
const PAUSE_MS = 500;

/** Asks for the record until it carries its charge; null when it doesn't within a quarter of a minute. */
export async function readReceipt(
  { baseUrl, key, signal }: { baseUrl: string; key: string; signal: AbortSignal },
  requestId: string,
): Promise<Receipt | null> {
  for (let attempt = 0; attempt < TRIES && !signal.aborted; attempt++) {
    const record = await readRecord(`${baseUrl}/v1/calls/${requestId}`, key, signal);
    if (record !== null && record.charge !== null) return receiptOf(record);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
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
    inputTokens: tokens && tokens.input + tokens.cachedInput,
    outputTokens: tokens && tokens.output + tokens.reasoning,
    durationMs,
  };
}
