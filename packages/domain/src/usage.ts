/** What a call used, in disjoint buckets: cached is not inside input, reasoning is not inside output. */
export interface Usage {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  images: number;
  /** Decimal string of seconds. */
  seconds: string;
}

export const NO_USAGE: Usage = Object.freeze({
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  images: 0,
  seconds: '0',
});

/** Where a reading comes from: the provider's own report, our count of what was delivered, or nothing used. */
export type UsageSource = 'provider' | 'estimated' | 'none';

/** Why a call ended. `interrupted` is the reaper's word for a call whose process died. */
export type EndReason =
  | 'complete'
  | 'client_gone'
  | 'upstream_cut'
  | 'upstream_error'
  | 'balance_exhausted'
  | 'timeout'
  | 'shutdown'
  | 'interrupted';
