import { gzipSync } from 'node:zlib';
import { STREAM_FAILURE } from '../exchange/wire.js';
import { toErrorBody } from '../openai/openai-error.js';
import type { GARBAGE } from '../steering/steering.js';
import type { EventSocket } from './event-socket.js';

const LINE_PART = Buffer.alloc(1024 * 1024, 'x');
const LINE_PARTS = 100;

/** In place of an answer's events: one message that is none. */
export async function spoilEvents(events: EventSocket, kind: (typeof GARBAGE)[number]): Promise<void> {
  if (kind === 'long_line') await events.sendRepeated(LINE_PART, LINE_PARTS);
  else if (kind === 'gzip') await events.sendBinary(gzipSync('{"type":"response.done"}').subarray(0, 20));
  else await events.sendText(TEXTS[kind]);
}

const TEXTS = {
  json: '{"type":"response.done","response":{"object":"realtime.response"',
  error_body: JSON.stringify(toErrorBody(STREAM_FAILURE)),
  content_type: '<!doctype html><title>Bad gateway</title>\n',
  empty: '',
} as const;
