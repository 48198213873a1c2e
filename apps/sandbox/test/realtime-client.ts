import { connect, type Socket } from 'node:net';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import type { RealtimeClientEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime';

export type ServerEvent<T extends RealtimeServerEvent['type']> = Extract<RealtimeServerEvent, { type: T }>;

/** The official client, over a connection without TLS, which it knows no address for. */
export class RealtimeClient {
  readonly socket: OpenAIRealtimeWS;
  readonly events: RealtimeServerEvent[] = [];
  readonly closed: Promise<number>;
  private waiting: (() => void)[] = [];

  constructor(url: string, { key = 'sk-sandbox', model = 'sandbox-realtime', id = '' } = {}) {
    const { hostname, port } = new URL(url);
    const client = new OpenAI({ apiKey: key, baseURL: `${url}/v1` });
    const options = {
      createConnection: (): Socket => connect(Number(port), hostname),
      headers: { 'x-client-request-id': id },
    };
    this.socket = new OpenAIRealtimeWS({ model, options }, client);
    this.socket.on('event', (event) => {
      this.events.push(event);
      this.wake();
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.socket.on('close', (code) => {
        resolve(code);
        this.wake();
      });
    });
  }

  send(event: RealtimeClientEvent): void {
    this.socket.send(event);
  }

  say(text: string): void {
    this.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    });
  }

  /** Says a text and asks for an answer in text; gives the answer's end. */
  async ask(text: string, modality: 'text' | 'audio' = 'text'): Promise<ServerEvent<'response.done'>> {
    this.say(text);
    this.send({ type: 'response.create', response: { output_modalities: [modality] } });
    return this.next('response.done');
  }

  /** The first event of that type that nobody has asked for yet; those before it are passed over. */
  async next<T extends RealtimeServerEvent['type']>(type: T): Promise<ServerEvent<T>> {
    return (await this.upTo(type)).at(-1) as ServerEvent<T>;
  }

  /** All events up to the first of that type. */
  async upTo(type: RealtimeServerEvent['type']): Promise<RealtimeServerEvent[]> {
    for (;;) {
      const at = this.events.findIndex((event) => event.type === type);
      if (at !== -1) return this.events.splice(0, at + 1);
      if (this.socket.socket.readyState === this.socket.socket.CLOSED) {
        throw new Error(`closed before ${type}; told: ${this.events.map((event) => event.type).join(', ')}`);
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
