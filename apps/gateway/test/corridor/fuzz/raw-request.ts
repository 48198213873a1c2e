/** A request over a bare socket, byte for byte as it is given. */
import { patiently } from '@turnpike/testing/patiently';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Operation } from '@turnpike/endpoints/operation';
import { until } from '@turnpike/testing/until';
import type { FuzzCorridor } from './fuzz-corridor.js';
import { type Answer, faultsOf } from './judge.js';
import { pathOf } from './send.js';

/** Their mark that an answer is all there, as none of them ends by a close alone. */
const CLOSED_BY_US = 'connection: close\r\n';

export interface RawRequest {
  readonly operation: Operation;
  readonly path?: string;
  /** Lines, each with its end. The key is among them unless a line has one. */
  readonly headers?: string;
  readonly body?: Buffer;
}

/** Faults of what is answered to these bytes. A connection that is closed without a word is an answer to broken HTTP. */
export async function faultsOfRaw({ corridor, account }: FuzzCorridor, request: RawRequest): Promise<string[]> {
  const { operation, body = Buffer.alloc(0) } = request;
  const head = headOf(request, account.key);
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  const answer = await patiently(() => exchange(Number(new URL(corridor.url).port), bytes));
  const { status, contentType, text } = answer;
  // What is no HTTP never becomes a request of any surface: the socket's own words, or none.
  if (status < 500 && (contentType === '' || NO_REQUEST.test(text))) return [];
  const where = `${operation.key}: ${JSON.stringify(head.replace(account.key, 'KEY').slice(0, 300))}`;
  return faultsOf(operation, answer, null).map((fault) => `${where}: ${fault} ${text.slice(0, 200)}`);
}

const NO_REQUEST = /The request is not valid HTTP\/1\.1|"headers_too_large"|"request_timeout"/;

function headOf({ operation, path, headers = '', body }: RawRequest, key: string): string {
  const target = path ?? pathOf(operation, 'openai');
  const hasKey = /^(authorization|x-api-key|x-goog-api-key):/im.test(headers) || /[?&]key=/.test(target);
  const hasLength = /^(content-length|transfer-encoding):/im.test(headers);
  const credential = hasKey ? '' : `authorization: Bearer ${key}\r\n`;
  const length = hasLength ? '' : `content-length: ${body?.length ?? 0}\r\n`;
  return `${operation.method} ${target} HTTP/1.1\r\nhost: x\r\n${credential}${headers}${length}${CLOSED_BY_US}\r\n`;
}

async function exchange(port: number, bytes: Buffer): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  let closed = false;
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('close', () => (closed = true)).on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes);
  await until(() => closed, `an end of ${JSON.stringify(bytes.toString('latin1', 0, 300))}`);
  const answer = Buffer.concat(chunks).toString('latin1');
  const [top = '', text = ''] = answer.split(/\r\n\r\n(.*)/s);
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(top)?.[1] ?? 0);
  const contentType = /^content-type: (.*)$/im.exec(top)?.[1] ?? '';
  return { status, contentType, text: unchunked(top, text) };
}

function unchunked(top: string, text: string): string {
  if (!/^transfer-encoding: chunked/im.test(top)) return text;
  return text.replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/g, '');
}
