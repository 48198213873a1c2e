/** Answers that are none, or not quite: HTTP and bodies broken in every way that a provider has broken them. */
import { gzipSync } from 'node:zlib';
import type { HonestAnswer } from './honest-answers.js';
import type { Script } from './raw-upstream.js';
import { framesOf, isBinary, mapEvents } from './stream-events.js';

/**
 * What must become of a call: `refused` with 502 before anything was said, `failed` the same or as an error event after
 * something was, `timeout` and `stalled` likewise with 504, `whole` as if nothing were wrong, `either` whole or failed.
 */
export type Outcome = 'refused' | 'failed' | 'timeout' | 'stalled' | 'whole' | 'either';

export interface Garbage {
  readonly name: string;
  readonly unary: Outcome;
  readonly stream: Outcome;
  script(honest: HonestAnswer): Script;
}

const OK = 'HTTP/1.1 200 OK\r\n';

/** The answer as a good server sends it. */
export function honestScript({ type, body }: HonestAnswer): Script {
  return (socket) => void socket.write(withLength(type, body));
}

function withLength(type: string, body: Buffer, more = ''): Buffer {
  return Buffer.concat([
    Buffer.from(`${OK}content-type: ${type}\r\ncontent-length: ${body.length}\r\n${more}\r\n`),
    body,
  ]);
}

function chunked(body: Buffer, end = '0\r\n\r\n'): Buffer {
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from(`\r\n${end}`)]);
}

const half = (body: Buffer) => body.subarray(0, Math.floor(body.length * 0.6));
const write =
  (bytes: (honest: HonestAnswer) => Buffer | string): Garbage['script'] =>
  (honest) =>
  (socket) =>
    void socket.write(bytes(honest));
const writeAndClose =
  (bytes: (honest: HonestAnswer) => Buffer | string): Garbage['script'] =>
  (honest) =>
  (socket) =>
    void socket.end(bytes(honest));
const REFUSED = { unary: 'refused', stream: 'refused' } as const;
const FAILED = { unary: 'refused', stream: 'failed' } as const;
const WHOLE = { unary: 'whole', stream: 'whole' } as const;

const ERROR = Buffer.from('{"error":{"message":"Overloaded, try again","type":"server_error","code":"overloaded"}}');

/** Of a wire, or in the place of one. */
export const BROKEN_BODIES: readonly Garbage[] = [
  {
    name: 'half of the body, whole by its length',
    ...FAILED,
    script: write(({ type, body }) => withLength(type, half(body))),
  },
  { name: 'nothing', ...REFUSED, script: write(({ type }) => withLength(type, Buffer.alloc(0))) },
  { name: 'blanks', ...REFUSED, script: write(({ type }) => withLength(type, Buffer.from('\r\n \r\n\r\n'))) },
  { name: 'null', ...REFUSED, script: write(({ type }) => withLength(type, Buffer.from('data: null\n\n'))) },
  { name: 'the body of an error', ...REFUSED, script: write(() => withLength('application/json', ERROR)) },
  {
    name: 'the body of an error, under the right type',
    ...REFUSED,
    script: write(({ type }) => withLength(type, ERROR)),
  },
  { name: 'an error as the first event', ...REFUSED, script: write(({ type }) => withLength(type, asEvent(ERROR))) },
  {
    name: 'a page',
    ...REFUSED,
    script: write(() => withLength('text/html', Buffer.from('<!doctype html><title>502</title>data: {"choices":[]}'))),
  },
  { name: 'a body without type', unary: 'whole', stream: 'refused', script: write(({ body }) => chunkedOf('', body)) },
  { name: 'gzip', ...REFUSED, script: write(({ type, body }) => gzipped(type, gzipSync(body))) },
  { name: 'half of gzip', ...REFUSED, script: write(({ type, body }) => gzipped(type, half(gzipSync(body)))) },
  {
    name: 'gzip that nobody announces',
    ...REFUSED,
    script: write(({ type, body }) => withLength(type, gzipSync(body))),
  },
  { name: 'noise', ...REFUSED, script: write(({ type }) => withLength(type, noise(20_000))) },
  {
    name: 'invalid UTF-8 in a text',
    unary: 'either',
    stream: 'either',
    script: write(({ type, body }) => withLength(type, spoilt(body))),
  },
  {
    name: 'objects that lost their last brace',
    ...REFUSED,
    script: write(({ type, body }) => withLength(type, braceless(type, body))),
  },
  { name: 'an empty object', ...REFUSED, script: write(({ type }) => withLength(type, Buffer.from('{}'))) },
  {
    name: 'an error beside the answer',
    unary: 'either',
    stream: 'either',
    script: write(({ type, body }) =>
      withLength(
        type,
        mapJson(type, body, (json) => `${json.slice(0, -1)},"error":{"message":"Overloaded"}}`),
      ),
    ),
  },
  {
    name: 'garbage among the events',
    unary: 'whole',
    stream: 'failed',
    script: write(({ type, body }) => withLength(type, isStream(type) ? amongEvents(type, body) : body)),
  },
  {
    name: 'an event whose checksum is wrong',
    unary: 'whole',
    stream: 'failed',
    script: write(({ type, body }) => withLength(type, isStream(type) ? flipped(type, body) : body)),
  },
];

const CONNECTIONS: readonly Garbage[] = [
  { name: 'a close without a word', ...REFUSED, script: () => (socket) => void socket.end() },
  { name: 'a reset without a word', ...REFUSED, script: () => (socket) => void socket.resetAndDestroy() },
  {
    name: 'a close after the headers',
    ...REFUSED,
    script: writeAndClose(({ type }) => `${OK}content-type: ${type}\r\ncontent-length: 900\r\n\r\n`),
  },
  { name: 'a close in the body', ...FAILED, script: writeAndClose(({ type, body }) => half(withLength(type, body))) },
  {
    name: 'a close between chunks',
    ...FAILED,
    script: writeAndClose(({ type, body }) => chunkedOf(type, half(body), '')),
  },
  {
    name: 'a close where it is the end',
    unary: 'whole',
    stream: 'whole',
    script: writeAndClose(({ type, body }) => untilClose(type, body)),
  },
  {
    name: 'a close where it might be the end',
    ...FAILED,
    script: writeAndClose(({ type, body }) => untilClose(type, half(body))),
  },
  {
    name: 'a close where HTTP/1.0 has its end',
    ...WHOLE,
    script: writeAndClose(({ type, body }) => untilClose(type, body, 'HTTP/1.0 200 OK\r\n')),
  },
  { name: 'silence', unary: 'timeout', stream: 'timeout', script: () => () => undefined },
  {
    name: 'silence after the headers',
    unary: 'timeout',
    stream: 'timeout',
    script: write(({ type }) => `${OK}content-type: ${type}\r\ncontent-length: 900\r\n\r\n`),
  },
  {
    name: 'silence in the body',
    unary: 'timeout',
    stream: 'stalled',
    script: write(({ type, body }) => half(withLength(type, body))),
  },
];

const FRAMINGS: readonly Garbage[] = [
  { name: 'no HTTP', ...REFUSED, script: write(() => 'SSH-2.0-OpenSSH_9.9\r\n') },
  { name: 'trailers', ...WHOLE, script: write(({ type, body }) => chunkedOf(type, body, '0\r\nx-check: 1\r\n\r\n')) },
  {
    name: 'an early hint',
    ...WHOLE,
    script: write(({ type, body }) =>
      Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'), withLength(type, body)]),
    ),
  },
  { name: 'a hundred nobody asked for', ...REFUSED, script: write(() => 'HTTP/1.1 100 Continue\r\n\r\n') },
  {
    name: 'another protocol',
    ...REFUSED,
    script: write(() => 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  },
  { name: 'no content', ...REFUSED, script: write(() => 'HTTP/1.1 204 No Content\r\n\r\n') },
  {
    name: 'a redirect',
    ...REFUSED,
    script: write(() => 'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n'),
  },
  { name: 'a status of no class', ...REFUSED, script: write(() => 'HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n') },
  {
    name: 'a length that is none',
    ...REFUSED,
    script: write(({ type }) => `${OK}content-type: ${type}\r\ncontent-length: many\r\n\r\n{}`),
  },
  {
    name: 'two lengths',
    ...REFUSED,
    script: write(({ type }) => `${OK}content-type: ${type}\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`),
  },
  {
    name: 'a length too large',
    ...FAILED,
    script: writeAndClose(
      ({ type, body }) =>
        `${OK}content-type: ${type}\r\ncontent-length: ${body.length + 9}\r\n\r\n${body.toString('latin1')}`,
    ),
  },
  {
    name: 'a length too small',
    unary: 'refused',
    stream: 'failed',
    script: write(({ type, body }) =>
      Buffer.concat([Buffer.from(`${OK}content-type: ${type}\r\ncontent-length: ${half(body).length}\r\n\r\n`), body]),
    ),
  },
  {
    name: 'a chunk of no size',
    ...REFUSED,
    script: write(({ type }) => `${OK}content-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`),
  },
  {
    name: 'a chunk of endless size',
    ...REFUSED,
    script: write(
      ({ type }) => `${OK}content-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n${'f'.repeat(32)}\r\n`,
    ),
  },
  {
    name: 'endless headers',
    ...REFUSED,
    script: () => (socket) => void writeEndless(socket, `${OK}`, 'x-more: and more\r\n'),
  },
  {
    name: 'one endless header',
    ...REFUSED,
    script: () => (socket) => void writeEndless(socket, `${OK}x-more: `, 'x'.repeat(1024)),
  },
  {
    name: 'a second answer that nobody asked for',
    ...WHOLE,
    script: write(({ type, body }) => Buffer.concat([withLength(type, body), withLength('application/json', ERROR)])),
  },
];

/** Below any wire. */
export const BROKEN_HTTP: readonly Garbage[] = [...CONNECTIONS, ...FRAMINGS];

function gzipped(type: string, body: Buffer): Buffer {
  return withLength(type, body, 'content-encoding: gzip\r\n');
}

function chunkedOf(type: string, body: Buffer, end?: string): Buffer {
  const named = type === '' ? '' : `content-type: ${type}\r\n`;
  return Buffer.concat([Buffer.from(`${OK}${named}transfer-encoding: chunked\r\n\r\n`), chunked(body, end)]);
}

function untilClose(type: string, body: Buffer, status = OK): Buffer {
  return Buffer.concat([Buffer.from(`${status}content-type: ${type}\r\nconnection: close\r\n\r\n`), body]);
}

function asEvent(json: Buffer): Buffer {
  return Buffer.from(`data: ${json.toString()}\n\n`);
}

/** The same bytes every time. */
function noise(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 7919 + (index >> 3)) & 0xff));
}

function spoilt(body: Buffer): Buffer {
  const bytes = Buffer.from(body);
  const at = bytes.indexOf('three');
  if (at >= 0) bytes.set([0xc3, 0x28, 0xff], at);
  return bytes;
}

const isStream = (type: string) => !type.startsWith('application/json');

function mapJson(type: string, body: Buffer, change: (json: string) => string): Buffer {
  if (!isStream(type)) return Buffer.from(change(body.toString()));
  return mapEvents(type, body, (json) => (json.startsWith('{') ? change(json) : json));
}

function braceless(type: string, body: Buffer): Buffer {
  return mapJson(type, body, (json) => json.slice(0, -1));
}

/** The sixth event is broken: by then something has been said on every wire. */
function amongEvents(type: string, body: Buffer): Buffer {
  if (!isBinary(type)) return mapEvents(type, body, (json, index) => (index === 5 ? json.slice(0, -9) : json));
  const frames = framesOf(body);
  frames.splice(5, 0, noise(64));
  return Buffer.concat(frames);
}

/** A byte of an event is another, where that can be told at once; elsewhere it isn't JSON any more. */
function flipped(type: string, body: Buffer): Buffer {
  if (!isBinary(type)) return amongEvents(type, body);
  const bytes = Buffer.from(body);
  const sixth = Buffer.concat(framesOf(body).slice(0, 5)).length;
  bytes.writeUInt8(bytes.readUInt8(sixth + 40) ^ 1, sixth + 40);
  return bytes;
}

/** Until the other side has had enough; a piece after the other, as whoever serves it lives in this process. */
function writeEndless(socket: Parameters<Script>[0], start: string, more: string): void {
  const piece = more.repeat(64);
  const writeOn = () => {
    if (!socket.destroyed) socket.write(piece, () => setImmediate(writeOn));
  };
  socket.write(start, writeOn);
}
