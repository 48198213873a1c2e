/** A response as it comes, OpenAI's wire: its events carry their kind, and the last ones the whole. */
import { failureOf, type GatewayConnection, type WireError } from '../call/gateway-call';
import type { ConversationEvent } from './conversation';
import { streamCall, type WireReader } from './stream-call';

/** What an event may hold; anything may be missing. */
interface ResponseEvent extends WireError {
  type?: string;
  delta?: string;
  response?: {
    id?: string;
    store?: boolean;
    error?: WireError | null;
    incomplete_details?: { reason?: string } | null;
    usage?: { input_tokens: number; output_tokens: number } | null;
  };
  error?: WireError;
}

/** `body` is OpenAI's, without what makes it a stream. */
export function streamResponse(connection: GatewayConnection, body: object): AsyncGenerator<ConversationEvent> {
  return streamCall(connection, { path: '/responses', body: { ...body, stream: true } }, readResponse);
}

const readResponse: WireReader = (data, requestId) => {
  const event = JSON.parse(data) as ResponseEvent;
  const { type, delta = '', response } = event;
  switch (type) {
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return [{ kind: 'text', text: delta }];
    case 'response.reasoning_summary_text.delta':
      return [{ kind: 'thought', text: delta }];
    case 'response.completed':
    case 'response.incomplete':
      return endOf(response ?? {});
    case 'response.failed':
      return [failed(response?.error ?? {}, requestId)];
    case 'error':
      return [failed(event.error ?? event, requestId)];
    default:
      return [];
  }
};

function endOf({ id, store, usage, incomplete_details }: NonNullable<ResponseEvent['response']>): ConversationEvent[] {
  return [
    ...(id !== undefined && store !== false ? [{ kind: 'kept' as const, responseId: id }] : []),
    ...(usage
      ? [{ kind: 'usage' as const, promptTokens: usage.input_tokens, completionTokens: usage.output_tokens }]
      : []),
    { kind: 'finished', reason: incomplete_details?.reason ?? null },
  ];
}

function failed(error: WireError, requestId: string | null): ConversationEvent {
  return { kind: 'failed', failure: failureOf(error, { status: null, requestId }) };
}
