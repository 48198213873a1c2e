/** The sandbox's own account of what it delivered, over HTTP. Its shape is documented in the sandbox's README. */

/** The newest attempt of one call. Tokens in OpenAI's sense: cached are part of prompt, reasoning part of completion. */
export interface Delivery {
  id: string;
  operation: 'chat' | 'embeddings';
  startedAt: string;
  model: string;
  stream: boolean;
  status: number | null;
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
  deliveredText: string;
  deliveredChunks: number;
  usageReported: boolean;
  ended: 'open' | 'complete' | 'cut' | 'client_closed' | 'error';
  attemptCount: number;
}

/** More than any test makes. */
const ALL = 10_000;

/** Every call the sandbox saw, by the id under which the gateway made it: the call's public request id. */
export async function readDeliveries(sandboxUrl: string): Promise<Map<string, Delivery>> {
  const response = await fetch(`${sandboxUrl}/sandbox/deliveries?limit=${ALL}`);
  const { items } = (await response.json()) as { items: Delivery[] };
  if (items.length >= ALL) throw new Error('more calls than the account was asked for');
  return new Map(items.map((item) => [item.id, item]));
}
