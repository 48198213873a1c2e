/**
 * One chat call from the browser straight to the gateway, as a stream of what happens. Never throws: whatever goes wrong
 * is an event too, and the last one.
 */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ChatMessage } from '../snippets/chat-snippets';

export interface ChatRequest {
  model: string;
  messages: readonly ChatMessage[];
  temperature?: number | undefined;
  maxTokens?: number | undefined;
}

/** A refusal or fault as the gateway words it; `status` is null where no answer arrived. */
export interface CallFailure {
  status: number | null;
  code: string;
  message: string;
  fix: string;
  requestId: string | null;
}

export type ChatEvent =
  | { kind: 'accepted'; requestId: string | null }
  | { kind: 'text'; text: string }
  | { kind: 'usage'; promptTokens: number; completionTokens: number }
  | { kind: 'finished'; reason: string | null }
  | { kind: 'failed'; failure: CallFailure };

/** What a chunk of OpenAI's stream may hold; anything may be missing. */
interface Chunk {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: { message?: string; code?: string; fix?: string; request_id?: string };
}

interface ChatConnection {
  /** The gateway, without a slash at its end. */
  baseUrl: string;
  key: string;
  signal: AbortSignal;
}

export async function* streamChat(
  { baseUrl, key, signal }: ChatConnection,
  request: ChatRequest,
): AsyncGenerator<ChatEvent> {
  const { model, messages, temperature, maxTokens } = request;
  try {
    const answer = await fetch(`${baseUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        messages,
        stream: true,
        stream_options: { include_usage: true },
        ...(temperature === undefined ? {} : { temperature }),
        ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
      }),
      signal,
      credentials: 'omit',
    });
    const requestId = answer.headers.get('x-request-id');
    if (!answer.ok || answer.body === null) {
      yield { kind: 'failed', failure: await readRefusal(answer, requestId) };
      return;
    }
    yield { kind: 'accepted', requestId };
    yield* readEvents(answer.body, requestId);
  } catch (error) {
    if (signal.aborted) yield { kind: 'finished', reason: 'stopped' };
    else yield { kind: 'failed', failure: unreachable(error) };
  }
}

/** Reads a stream to its end mark. One that ends without it was cut. */
async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  requestId: string | null,
): AsyncGenerator<ChatEvent> {
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  let reason: string | null = null;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (next.value.data === '[DONE]') {
        yield { kind: 'finished', reason };
        return;
      }
      const chunk = JSON.parse(next.value.data) as Chunk;
      if (chunk.error !== undefined) {
        yield { kind: 'failed', failure: failureOf(chunk.error, { status: null, requestId }) };
        return;
      }
      const [choice] = chunk.choices ?? [];
      const text = choice?.delta?.content ?? '';
      if (text !== '') yield { kind: 'text', text };
      reason = choice?.finish_reason ?? reason;
      if (chunk.usage) {
        const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = chunk.usage;
        yield { kind: 'usage', promptTokens, completionTokens };
      }
    }
    yield { kind: 'failed', failure: failureOf({ code: 'stream_cut' }, { status: null, requestId }) };
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function readRefusal(answer: Response, requestId: string | null): Promise<CallFailure> {
  const body = (await answer.json().catch(() => null)) as Chunk | null;
  return failureOf(body?.error ?? {}, { status: answer.status, requestId });
}

function failureOf(
  error: NonNullable<Chunk['error']>,
  facts: { status: number | null; requestId: string | null },
): CallFailure {
  const { message = '', code = 'unknown', fix = '', request_id: requestId = facts.requestId } = error;
  return { status: facts.status, code, message, fix, requestId };
}

/** The browser says no more than that it failed: no connection, a wrong address, or another origin's rules. */
function unreachable(error: unknown): CallFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { status: null, code: 'unreachable', message, fix: '', requestId: null };
}
