/** What a conversation is made of, and how an event changes it. */
import type { CallFailure } from '../call/gateway-call';
import type { Receipt } from '../call/receipt';
import type { Picture } from './picture';

/** What a streamed call tells, whatever its wire. `finished` and `failed` are the last. */
export type ConversationEvent =
  | { kind: 'accepted'; requestId: string | null }
  | { kind: 'text'; text: string }
  | { kind: 'thought'; text: string }
  | { kind: 'kept'; responseId: string }
  | { kind: 'usage'; promptTokens: number; completionTokens: number }
  | { kind: 'finished'; reason: string | null }
  | { kind: 'failed'; failure: CallFailure };

/** An answer as it grows, and what is known of its call. */
export interface Answer {
  text: string;
  /** A summary of what the model thought first; empty where it told none. */
  thoughts: string;
  state: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';
  requestId: string | null;
  /** Under which the gateway keeps it, for the next question to stand on. */
  responseId: string | null;
  /** As the stream reported them; the receipt's count when it did not. */
  promptTokens: number | null;
  completionTokens: number | null;
  /** From sending to the last byte, as this browser saw it. */
  durationMs: number | null;
  failure: CallFailure | null;
  /** Undefined while it is still asked for, null when it did not come. */
  receipt: Receipt | null | undefined;
}

/** What was said, and the answer to it. */
export interface Turn {
  /** Tells it from a turn of a conversation that was cleared. */
  id: number;
  question: string;
  picture: Picture | null;
  answer: Answer;
}

/** A question that was just sent. */
export const WAITING: Answer = {
  text: '',
  thoughts: '',
  state: 'waiting',
  requestId: null,
  responseId: null,
  promptTokens: null,
  completionTokens: null,
  durationMs: null,
  failure: null,
  receipt: undefined,
};

/** What an event changes of an answer. */
export function afterEvent(answer: Answer, event: ConversationEvent, durationMs: number): Partial<Answer> {
  switch (event.kind) {
    case 'accepted':
      return { state: 'streaming', requestId: event.requestId };
    case 'text':
      return { text: answer.text + event.text };
    case 'thought':
      return { thoughts: answer.thoughts + event.text };
    case 'kept':
      return { responseId: event.responseId };
    case 'usage':
      return { promptTokens: event.promptTokens, completionTokens: event.completionTokens };
    case 'finished':
      return { state: event.reason === 'stopped' ? 'stopped' : 'done', durationMs };
    case 'failed':
      return { state: 'failed', failure: event.failure, requestId: event.failure.requestId, durationMs };
  }
}
