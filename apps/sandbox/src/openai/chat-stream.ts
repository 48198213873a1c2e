import type { ServerResponse } from 'node:http';
import { pause } from '../http/pause.js';
import { ChatChunks, DONE_EVENT } from './chat-chunks.js';
import type { ChatAnswer } from './chat-answer.js';
import type { Exchange } from './exchange.js';
import { splitIntoPieces } from './reply.js';

/**
 * Streams an answer. The account moves in the callbacks of the writes, so it says what was handed to the socket and
 * never what merely waited in a buffer; back-pressure is respected, so that little ever waits.
 */
export async function streamChat(exchange: Exchange, answer: ChatAnswer): Promise<void> {
  const { request, steering, reply, usage, identity } = answer;
  const { response, delivery } = exchange;
  const reportsUsage = request.includeUsage && steering.omitUsage !== true;
  const chunks = new ChatChunks(identity, reportsUsage);
  delivery.status = 200;
  response.on('finish', () => {
    delivery.end('complete');
  });
  response.writeHead(200, { ...exchange.headers(), 'content-type': 'text/event-stream; charset=utf-8' });
  const choices = Array.from({ length: request.choices }, (_, index) => index);
  for (const choice of choices) {
    response.write(chunks.role(choice), () => {
      if (steering.cutAfter === 0) exchange.cut();
    });
  }
  if (steering.cutAfter === 0) return;
  if (!(await writePieces(exchange, answer, chunks))) return;
  for (const choice of choices) response.write(chunks.finish(choice, reply.finishReason));
  if (reportsUsage) {
    response.write(chunks.usage(usage), (error) => {
      if (!error) delivery.usageDelivered(usage);
    });
  }
  response.end(DONE_EVENT);
}

/** Writes the content of every choice in turn; false when the stream is over before its end. */
async function writePieces(exchange: Exchange, answer: ChatAnswer, chunks: ChatChunks): Promise<boolean> {
  const { request, steering, reply } = answer;
  const { response, delivery } = exchange;
  let written = 0;
  for (const [index, piece] of splitIntoPieces(reply.text, steering.chunks).entries()) {
    if (index > 0 && !(await pause(response, steering.chunkDelayMs ?? 0))) return false;
    for (let choice = 0; choice < request.choices; choice += 1) {
      const flowing = response.write(chunks.content(choice, piece), (error) => {
        if (error) return;
        delivery.chunkDelivered(choice, piece.length);
        if (delivery.deliveredChunks === steering.cutAfter) exchange.cut();
      });
      written += 1;
      // The cut comes from the callback, once the last piece has really left.
      if (written === steering.cutAfter) return false;
      if (!flowing && !(await drained(response))) return false;
    }
  }
  return true;
}

/** Waits until the socket takes more; false when it closes instead. */
function drained(response: ServerResponse): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (open: boolean) => (): void => {
      response.off('drain', onDrain);
      response.off('close', onClose);
      resolve(open);
    };
    const onDrain = settle(true);
    const onClose = settle(false);
    response.on('drain', onDrain);
    response.on('close', onClose);
  });
}
