/** The middle form of answers: whole ones, and the deltas of a stream. */
import type { Usage } from '@turnpike/domain/usage';
import type { AssistantPart, JsonValue } from './conversation.js';

/**
 * Why a choice ended. `refusal`: the model itself declined; `filtered`: somebody's filter did. `paused`: the provider
 * wants to be asked again to go on.
 */
export type FinishReason = 'stop' | 'stop_sequence' | 'length' | 'tool_calls' | 'filtered' | 'refusal' | 'paused';

export interface Finish {
  readonly reason: FinishReason;
  /** The stop sequence that ended it, where the wire says which. */
  readonly sequence: string | null;
}

/** Log probability of one token, in OpenAI's terms. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[] | null;
  readonly alternatives: readonly { token: string; logprob: number; bytes: readonly number[] | null }[];
}

export interface Choice {
  readonly parts: readonly AssistantPart[];
  /** Null where the provider didn't say. */
  readonly finish: Finish | null;
  readonly logprobs: readonly TokenLogprob[] | null;
  /** Where the words come from: citations and such, as the provider's wire has them. Shown by that wire only. */
  readonly annotations: readonly JsonValue[];
}

/** A whole answer. */
export interface Answer {
  /** The provider's own; null where it gives none. */
  readonly id: string | null;
  /** In the order of their index; one at least. */
  readonly choices: readonly Choice[];
  /** Null when the provider reported none that can be billed from. */
  readonly usage: Usage | null;
}

/** What one event of a stream adds. `choice` counts from 0; `part` too, within a choice, and rises as parts begin. */
export type Delta =
  | { readonly kind: 'text'; readonly choice: number; readonly text: string }
  | { readonly kind: 'refusal'; readonly choice: number; readonly text: string }
  | { readonly kind: 'thinking'; readonly choice: number; readonly text: string }
  /** Ends the thought under way. */
  | {
      readonly kind: 'thinking_seal';
      readonly choice: number;
      readonly signature: string | null;
      readonly sealed: string | null;
    }
  /** `call` counts the choice's tool calls from 0. Its arguments follow, unless the wire gives them whole. */
  | {
      readonly kind: 'tool_call';
      readonly choice: number;
      readonly call: number;
      readonly id: string;
      readonly name: string;
      readonly signature: string | null;
    }
  | { readonly kind: 'tool_arguments'; readonly choice: number; readonly call: number; readonly text: string }
  /** A picture or sound, whole. */
  | {
      readonly kind: 'media';
      readonly choice: number;
      readonly part: Extract<AssistantPart, { kind: 'image' | 'audio' }>;
    }
  | { readonly kind: 'logprobs'; readonly choice: number; readonly tokens: readonly TokenLogprob[] }
  | { readonly kind: 'finish'; readonly choice: number; readonly finish: Finish }
  /** Whole so far: a later one replaces it. */
  | { readonly kind: 'usage'; readonly usage: Usage }
  /** The provider's end mark. */
  | { readonly kind: 'end' }
  /** The provider failed in mid-stream; `error` is its own object. */
  | { readonly kind: 'error'; readonly error: unknown };
