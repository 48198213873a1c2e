import type { Limit } from '@turnpike/contracts/limits';
import type { NamedLimitLevel } from '@turnpike/domain/limit-scope';
import type { LimitCheck } from '@turnpike/limits/admission-limit';

/** What the four usual limits of a plan are called, in refusals and headers alike. */
export const USUAL_LIMIT_NAMES = { rate: 'requests', concurrency: 'concurrency', quota: 'month' } as const;

/** A limit with what people are told of it. */
export interface LimitSource {
  /** As it was set. */
  readonly limit: Limit;
  /** Whose it is, and that owner's public id. */
  readonly level: NamedLimitLevel;
  readonly ownerId: string;
  readonly origin: 'own' | 'plan' | 'override';
  /** What headers call it: its name, with its level before it where two limits of a call share one. */
  readonly label: string;
  /** Of its money. */
  readonly currency: string;
}

/** The limits a call meets, narrowest owner first; a check and its source have the same index. */
export interface CallLimits {
  readonly checks: readonly LimitCheck[];
  readonly sources: readonly LimitSource[];
}

/** What of a call decides which limits it meets, and which counts of theirs. */
export interface LimitFacts {
  readonly atMs: number;
  /** Null where no model is asked. */
  readonly model: { readonly id: string; readonly name: string } | null;
  readonly endUser: string | null;
  readonly address: string | null;
  /** The most it can use: `inputTokens`, and `outputTokens` where it set no bound by itself an estimate. */
  readonly tokens: TokenBound;
  /** A run of a job, whose request was counted when the job was made. */
  readonly isRun: boolean;
  /** Somebody asks how limits stand, those that only some calls meet among them. */
  readonly isLook?: boolean;
}

export interface TokenBound {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly isEstimated: boolean;
}

export const NO_TOKENS: TokenBound = { inputTokens: 0, outputTokens: 0, isEstimated: false };
