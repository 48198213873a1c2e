/**
 * One call from the browser straight to the gateway, as a stream of what happens. Never throws: whatever goes wrong is
 * an event too, and the last one.
 */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { failureOf, type GatewayConnection, post, readRefusal, unreachable } from '../call/gateway-call';
import type { ConversationEvent } from './conversation';

/** What one event of the wire means; nothing after `finished` or `failed` is read. */
export type WireReader = (data: string, requestId: string | null) => readonly ConversationEvent[];

export async function* streamCall(
  connection: GatewayConnection,
  request: { path: string; body: object },
  read: WireReader,
): AsyncGenerator<ConversationEvent> {
  try {
    const answer = await post(connection, request);
    const requestId = answer.headers.get('x-request-id');
    if (!answer.ok || answer.body === null) {
      yield { kind: 'failed', failure: await readRefusal(answer, requestId) };
      return;
    }
    yield { kind: 'accepted', requestId };
    yield* readEvents(answer.body, requestId, read);
  } catch (error) {
    if (connection.signal.aborted) yield { kind: 'finished', reason: 'stopped' };
    else yield { kind: 'failed', failure: unreachable(error) };
  }
}

/** Reads a stream to its end mark. One that ends without it was cut. */
async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  requestId: string | null,
  read: WireReader,
): AsyncGenerator<ConversationEvent> {
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      for (const event of read(next.value.data, requestId)) {
        yield event;
        if (event.kind === 'finished' || event.kind === 'failed') return;
      }
    }
    yield { kind: 'failed', failure: failureOf({ code: 'stream_cut' }, { status: null, requestId }) };
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
