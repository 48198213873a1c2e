import type { WebSocket } from 'ws';
import { freshId } from '../answer/fresh-id.js';
import type { Refusal } from '../exchange/wire.js';
import { toErrorBody } from '../openai/openai-error.js';

/** An event of either side. */
export type RealtimeEvent = { type: string } & Record<string, unknown>;

/** The WebSocket as a way for events; each gets an id of its own. */
export class EventSocket {
  private readonly socket: WebSocket;
  private last = Promise.resolve(true);

  constructor(socket: WebSocket) {
    this.socket = socket;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Settles once the event was handed to the network: false where it wasn't, because the socket is gone. */
  send(event: RealtimeEvent, byteByByte = false): Promise<boolean> {
    const text = JSON.stringify({ event_id: freshId('event_'), ...event });
    if (!byteByByte) return this.sendText(text);
    const bytes = Buffer.from(text);
    return this.inTurn(() => this.writeParts(bytes.length, (index) => bytes.subarray(index, index + 1)));
  }

  /** An error doesn't end a session; `eventId` is the one that the client gave its event. */
  refuse(refusal: Refusal, eventId: unknown): void {
    const { error } = toErrorBody(refusal) as { error: object };
    void this.send({ type: 'error', error: { ...error, event_id: typeof eventId === 'string' ? eventId : null } });
  }

  /** A message that may be no event. */
  sendText(text: string): Promise<boolean> {
    return this.inTurn(() => this.write(text, { binary: false }));
  }

  sendBinary(bytes: Uint8Array): Promise<boolean> {
    return this.inTurn(() => this.write(bytes, { binary: true }));
  }

  /** One message, `count` times the same part. */
  sendRepeated(part: Uint8Array, count: number): Promise<boolean> {
    return this.inTurn(() => this.writeParts(count, () => part));
  }

  /** What was sent before still arrives; no close frame does. */
  cut(): void {
    this.socket.terminate();
  }

  /** No message begins within another. */
  private inTurn(write: () => Promise<boolean>): Promise<boolean> {
    this.last = this.last.then(write);
    return this.last;
  }

  private async writeParts(count: number, partAt: (index: number) => Uint8Array): Promise<boolean> {
    for (let index = 0; index < count; index += 1) {
      if (!(await this.write(partAt(index), { binary: false, fin: index === count - 1 }))) return false;
    }
    return true;
  }

  private write(data: string | Uint8Array, options: { binary: boolean; fin?: boolean }): Promise<boolean> {
    if (!this.isOpen) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.socket.send(data, options, (error) => {
        resolve(error === undefined || error === null);
      });
    });
  }
}
