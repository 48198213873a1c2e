import { gzipSync } from 'node:zlib';
import type { AnswerPlan } from '../answer/plan.js';
import { drained } from '../http/drained.js';
import type { GARBAGE } from '../steering/steering.js';
import type { Exchange } from './exchange.js';
import type { Frame, Rendering } from './rendering.js';
import { STREAM_FAILURE } from './wire.js';

type Kind = (typeof GARBAGE)[number];

/** The answer as it would have been. */
interface Honest {
  bytes: Buffer;
  type: string;
}

const LONG_LINE_BYTES = 100 * 1024 * 1024;
const LINE_PART = Buffer.alloc(1024 * 1024, 'x');

/** A stream that isn't one: all of it at once, spoilt. */
export async function sendGarbage(
  exchange: Exchange,
  plan: AnswerPlan,
  rendering: Pick<Rendering, 'stream' | 'streamType'>,
): Promise<void> {
  const kind = plan.steering.garbage;
  if (kind === undefined) return;
  const bytes = Buffer.concat([...rendering.stream(plan)].map(bytesOf));
  await spoilAnswer(exchange, kind, { bytes, type: rendering.streamType });
}

/** Answers 200 with something that is no answer. The account knows of nothing delivered. */
export async function spoilAnswer(exchange: Exchange, kind: Kind, honest: Honest): Promise<void> {
  const { response, delivery } = exchange;
  delivery.status = 200;
  delivery.end('error');
  const headers = exchange.headers();
  if (kind === 'long_line') {
    response.writeHead(200, { ...headers, 'content-type': honest.type });
    await writeLongLine(exchange, honest);
    return;
  }
  const spoilt = spoil(kind, honest, exchange);
  response.writeHead(200, {
    ...headers,
    'content-type': spoilt.type,
    'content-length': String(spoilt.bytes.length),
    ...(kind === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(spoilt.bytes);
}

function spoil(kind: Exclude<Kind, 'long_line'>, { bytes, type }: Honest, exchange: Exchange): Honest {
  if (kind === 'gzip') {
    const packed = gzipSync(bytes);
    return { bytes: packed.subarray(0, packed.length >> 1), type };
  }
  if (kind === 'error_body') {
    return { bytes: Buffer.from(JSON.stringify(exchange.errorBody(STREAM_FAILURE))), type: 'application/json' };
  }
  if (kind === 'content_type') {
    return { bytes: Buffer.from('<!doctype html><title>Bad gateway</title>\n'), type: 'text/html; charset=utf-8' };
  }
  return { bytes: kind === 'empty' ? Buffer.alloc(0) : breakJson(bytes), type };
}

/** Every object loses its last brace: broken JSON in whole events, where it is a stream. */
function breakJson(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(/\}(?=[\r\n]|$)/g, ''), 'latin1');
}

async function writeLongLine({ response }: Exchange, { type }: Honest): Promise<void> {
  response.write(type.startsWith('text/event-stream') ? 'data: {"' : '{"');
  for (let sent = 0; sent < LONG_LINE_BYTES && !response.destroyed; sent += LINE_PART.length) {
    if (!response.write(LINE_PART)) await drained(response);
  }
  response.end();
}

function bytesOf(frame: Frame): Buffer {
  return typeof frame.bytes === 'string' ? Buffer.from(frame.bytes) : Buffer.from(frame.bytes);
}
