/** How a body can be spoilt; `src/exchange/garbage.ts` does it. */
export const GARBAGE = ['json', 'gzip', 'error_body', 'content_type', 'empty', 'long_line'] as const;

/** A tool to call, with its arguments. */
export interface ToolOrder {
  name: string;
  args: Record<string, unknown>;
}

/** What a prompt asked for. Times in milliseconds, `retryAfter` in seconds. */
export interface Steering {
  status?: number;
  errorCode?: string;
  retryAfter?: number;
  delayMs?: number;
  reply?: string;
  tools?: ToolOrder[];
  refusal?: string;
  filtered?: boolean;
  images?: number;
  chunks?: number;
  chunkDelayMs?: number;
  cutAfter?: number;
  hangAfter?: number;
  errorAfter?: number;
  garbage?: (typeof GARBAGE)[number];
  byteByByte?: boolean;
  omitUsage?: boolean;
  promptTokens?: number;
  completionTokens?: number;
  cachedTokens?: number;
  cacheWriteTokens?: number;
  reasoningTokens?: number;
  showThoughts?: boolean;
}

export type SteeringResult = { ok: true; steering: Steering } | { ok: false; problem: string };
