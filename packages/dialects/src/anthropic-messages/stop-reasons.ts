import type { Finish, FinishReason } from '../answer.js';
import { textOf } from '../json.js';

const READ: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop_sequence'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['pause_turn', 'paused'],
  ['refusal', 'refusal'],
]);

const WRITTEN: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  stop_sequence: 'stop_sequence',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  // Anthropic has one word for whoever declined.
  filtered: 'refusal',
  refusal: 'refusal',
  paused: 'pause_turn',
};

/** Null for no reason yet; an unknown one is an end like any other. */
export function readFinish(reason: unknown, sequence: unknown): Finish | null {
  if (typeof reason !== 'string') return null;
  return { reason: READ.get(reason) ?? 'stop', sequence: textOf(sequence) || null };
}

/** What was said decides where the provider's reason is missing or too coarse. */
export interface SaidInAnswer {
  readonly calledTools: boolean;
  /** The model's own words of refusal; null: it didn't refuse. */
  readonly refusal: string | null;
}

/** The three fields that say why a message ended. */
export function writeStop(
  finish: Finish | null,
  { calledTools, refusal }: SaidInAnswer,
): { stop_reason: string; stop_sequence: string | null; stop_details: object | null } {
  const given = finish === null || finish.reason === 'stop' ? null : WRITTEN[finish.reason];
  const reason = given ?? (refusal !== null ? 'refusal' : calledTools ? 'tool_use' : 'end_turn');
  const details = { type: 'refusal', category: null, explanation: refusal === '' ? null : refusal };
  return {
    stop_reason: reason,
    stop_sequence: reason === 'stop_sequence' ? (finish?.sequence ?? null) : null,
    stop_details: reason === 'refusal' ? details : null,
  };
}
