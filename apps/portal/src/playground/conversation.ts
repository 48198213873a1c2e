/** What a conversation is made of, and how an event changes it. */
import type { ActionError } from '../server/action';
import type { ChatMessage } from '../snippets/chat-snippets';
import type { Receipt } from './receipt';
import type { CallFailure, ChatEvent, ChatRequest } from './stream-chat';

/** An answer as it grows, and what is known of its call. */
export interface Answer {
  text: string;
  state: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';
  requestId: string | null;
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
  answer: Answer;
}

export interface Send {
  applicationId: string;
  request: Omit<ChatRequest, 'messages'>;
  system: string;
  question: string;
}

/** A question that was just sent. */
export const WAITING: Answer = {
  text: '',
  state: 'waiting',
  requestId: null,
  promptTokens: null,
  completionTokens: null,
  durationMs: null,
  failure: null,
  receipt: undefined,
};

/** The whole conversation as the model is told it: answers that failed are left out with what asked for them. */
export function messagesOf(system: string, turns: readonly Turn[], question: string): ChatMessage[] {
  const before = turns
    .filter(({ answer }) => answer.state !== 'failed' && answer.text !== '')
    .flatMap((turn): ChatMessage[] => [
      { role: 'user', content: turn.question },
      { role: 'assistant', content: turn.answer.text },
    ]);
  const first: ChatMessage[] = system.trim() === '' ? [] : [{ role: 'system', content: system }];
  return [...first, ...before, { role: 'user', content: question }];
}

/** What an event changes of an answer. */
export function afterEvent(answer: Answer, event: ChatEvent, durationMs: number): Partial<Answer> {
  switch (event.kind) {
    case 'accepted':
      return { state: 'streaming', requestId: event.requestId };
    case 'text':
      return { text: answer.text + event.text };
    case 'usage':
      return { promptTokens: event.promptTokens, completionTokens: event.completionTokens };
    case 'finished':
      return { state: event.reason === 'stopped' ? 'stopped' : 'done', durationMs };
    case 'failed':
      return { state: 'failed', failure: event.failure, requestId: event.failure.requestId, durationMs };
  }
}

/** Why no key was given, in the words of a call that failed. */
export function failureOfAction({ code, message, fix, requestId }: ActionError): CallFailure {
  return { status: null, code, message, fix, requestId: requestId === '' ? null : requestId };
}
