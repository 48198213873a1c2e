/** Clients of realtime sessions, and the prices their bills are worked out from. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { Decimal } from '@turnpike/domain/money';
import type { PriceTable } from '@turnpike/domain/rating';
import { until } from '@turnpike/testing/until';
import { WebSocket } from 'ws';
import type { Account, Corridor } from './corridor.fixture.js';

export const PRICES: PriceTable = {
  request: '0.001',
  input_token: '0.000004',
  cached_input_token: '0.0000004',
  audio_input_token: '0.000032',
  output_token: '0.000016',
  audio_output_token: '0.000064',
};

export interface RealtimeMessage {
  type: string;
  error?: { code: string; message: string; type: string };
  [field: string]: unknown;
}

/** How a handshake was refused. */
export interface Refused {
  status: number;
  headers: IncomingMessage['headers'];
  body: { error: { code: string; param: string | null } };
}

/** A session as its caller sees it. */
export class Session {
  readonly socket: WebSocket;
  readonly messages: RealtimeMessage[] = [];
  headers: IncomingMessage['headers'] = {};
  /** The code it was closed with; null while it is open. */
  closeCode: number | null = null;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('upgrade', ({ headers }) => (this.headers = headers));
    socket.on('message', (data) => this.messages.push(JSON.parse((data as Buffer).toString()) as RealtimeMessage));
    socket.on('close', (code) => (this.closeCode = code));
    socket.on('error', () => undefined);
  }

  get requestId(): string {
    return String(this.headers['x-request-id']);
  }

  send(message: object | string | Buffer): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  /** Says something in text and asks for an answer in text. */
  ask(...lines: string[]): void {
    const content = [{ type: 'input_text', text: lines.join('\n') }];
    this.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    this.send({ type: 'response.create', response: { output_modalities: ['text'] } });
  }

  /** The first message of a type. */
  heard(type: string): Promise<RealtimeMessage> {
    return until(() => this.messages.find((message) => message.type === type) ?? null, `a message ${type}`);
  }

  /** Asks, and waits for the whole answer. */
  async answered(...lines: string[]): Promise<void> {
    const before = this.count('response.done');
    this.ask(...lines);
    await until(() => this.count('response.done') > before, 'the answer');
  }

  count(type: string): number {
    return this.messages.filter((message) => message.type === type).length;
  }

  /** Leaves as one should, and waits for the other side to do so too. */
  async leave(): Promise<void> {
    this.socket.close(1000, 'OK');
    await this.closed();
  }

  closed(): Promise<number> {
    return until(() => this.closeCode, 'the session to be closed');
  }

  errorCodes(): string[] {
    return this.messages.flatMap(({ error }) => (error === undefined ? [] : [error.code]));
  }
}

function connect(corridor: Corridor, query: string, options: { key?: string; protocols?: string[] }): WebSocket {
  const { key, protocols = [] } = options;
  const url = `${corridor.url.replace('http:', 'ws:')}/v1/realtime${query}`;
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return new WebSocket(url, protocols, { headers });
}

/** An open session, greeted already. */
export async function openSession(corridor: Corridor, account: Account, model: string): Promise<Session> {
  const session = new Session(connect(corridor, `?model=${encodeURIComponent(model)}`, { key: account.key }));
  await session.heard('session.created');
  return session;
}

/** A session whose key is among its subprotocols, as a page's is. */
export async function openAsPage(corridor: Corridor, account: Account, model: string): Promise<Session> {
  const protocols = ['realtime', `openai-insecure-api-key.${account.key}`];
  const session = new Session(connect(corridor, `?model=${model}`, { protocols }));
  await session.heard('session.created');
  return session;
}

/** The answer to a handshake that isn't taken. */
export async function refusedSession(corridor: Corridor, query: string, key?: string): Promise<Refused> {
  const socket = connect(corridor, query, key === undefined ? {} : { key });
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Refused['body'];
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** What a session costs by the tokens of its event, by hand. */
export function chargeOf(event: UsageEvent, prices: PriceTable): string {
  const parts: [number | string, string | undefined][] = [
    [1, prices.request],
    [event.inputTokens, prices.input_token],
    [event.cachedInputTokens, prices.cached_input_token],
    [event.audioInputTokens, prices.audio_input_token],
    [event.outputTokens, prices.output_token],
    [event.audioOutputTokens, prices.audio_output_token],
    [event.seconds, prices.second],
  ];
  return parts
    .reduce((sum, [count, price]) => sum.plus(new Decimal(price ?? '0').times(count)), new Decimal(0))
    .toDecimalPlaces(12, Decimal.ROUND_HALF_EVEN)
    .toFixed();
}
