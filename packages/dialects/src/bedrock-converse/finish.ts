import type { Finish, FinishReason } from '../answer.js';
import { isRecord } from '../json.js';

/** Where models name the stop sequence that ended them; asked for in `additionalModelResponseFieldPaths`. */
export const STOP_SEQUENCE_POINTER = '/stop_sequence';

const REASONS: ReadonlyMap<unknown, FinishReason> = new Map<unknown, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop_sequence'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['content_filtered', 'filtered'],
  ['guardrail_intervened', 'filtered'],
]);

/** `additional` are the model's own fields. A reason that isn't known is an ordinary stop; null: none was given. */
export function readFinish(stopReason: unknown, additional: unknown): Finish | null {
  if (typeof stopReason !== 'string') return null;
  const reason = REASONS.get(stopReason) ?? 'stop';
  const sequence = isRecord(additional) ? additional.stop_sequence : null;
  return { reason, sequence: reason === 'stop_sequence' && typeof sequence === 'string' ? sequence : null };
}
