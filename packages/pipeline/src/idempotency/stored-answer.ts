/** An answer as it is kept for an idempotency key: one line of JSON, then the body as it was sent. */
import { z } from 'zod';
import type { ReplyHeaders } from '../exchange.js';
import type { SentAnswer } from '../kept-exchange.js';

const HeadSchema = z.object({
  requestId: z.string(),
  status: z.number().int(),
  headers: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** What speaks of the first call's connection, its moment, or the request alone, and would be untrue the next time. */
const OF_ITS_MOMENT =
  /^(?:connection|date|retry-after|request-id|x-request-id|.*-client-request-id|.*-limits|(?:x-|anthropic-)?ratelimit\b.*)$/;

const NEW_LINE = 0x0a;

/** `requestId` is the bare id of the call that was answered. */
export function encodeAnswer(answer: SentAnswer, requestId: string): Buffer {
  const head = { requestId, status: answer.status, headers: lastingHeaders(answer.headers) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), answer.body]);
}

/** Null for the answer of another call, and for one that no version understands. */
export function decodeAnswer(stored: Buffer, requestId: string): SentAnswer | null {
  const end = stored.indexOf(NEW_LINE);
  const head = HeadSchema.safeParse(parseJson(stored.toString('utf8', 0, Math.max(0, end))));
  if (!head.success || head.data.requestId !== requestId) return null;
  const { status, headers } = head.data;
  return { status, headers, body: stored.subarray(end + 1) };
}

function lastingHeaders(headers: ReplyHeaders): ReplyHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ITS_MOMENT.test(name)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
