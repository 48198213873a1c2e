/** Why a choice ended, in OpenAI's words and in those of the vendors that speak its wire. */
import type { Finish, FinishReason } from '../answer.js';

const READ: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['eos', 'stop'],
  ['end_turn', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['tool_calls', 'tool_calls'],
  ['function_call', 'tool_calls'],
  ['content_filter', 'filtered'],
  ['sensitive', 'filtered'],
]);

/** Words by which vendors say within an answer of success that they failed: OpenRouter and Mistral, Zhipu, DeepSeek. */
const FAILED: ReadonlySet<string> = new Set(['error', 'network_error', 'insufficient_system_resource']);

/** Null: the provider failed. A word that nobody knows is an ordinary end. */
export function readFinish(word: string, hasRefused: boolean): Finish | null {
  if (FAILED.has(word)) return null;
  const reason = READ.get(word) ?? 'stop';
  return { reason: reason === 'stop' && hasRefused ? 'refusal' : reason, sequence: null };
}

/** What a choice says of its end. Its own words of refusal end as any other words do; without them it is a filter's. */
export function writeFinish(finish: Finish | null, seen: { toolCall: boolean; refusal: boolean }): string {
  switch (finish?.reason) {
    case 'length':
      return 'length';
    case 'filtered':
      return 'content_filter';
    case 'refusal':
      return seen.refusal ? 'stop' : 'content_filter';
    case 'tool_calls':
      return 'tool_calls';
    case 'stop_sequence':
      return 'stop';
    case 'stop':
    case 'paused':
    case undefined:
      // Other wires end as usual when a tool is called.
      return seen.toolCall ? 'tool_calls' : 'stop';
  }
}
