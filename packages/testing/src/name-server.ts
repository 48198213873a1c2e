/** A DNS server of a test's own: answers what it was told to, over UDP, and counts what it was asked. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, decode, encode } from 'dns-packet';

/** Response codes of RFC 1035 that a test may ask for. */
const FAILURES = { no_such_name: 3, server_failure: 2 } as const;

export interface ServiceRecord {
  priority: number;
  weight: number;
  port: number;
  target: string;
}

/** What there is of a name: addresses of A or AAAA records, SRV records, or a failure. */
export type NameAnswer = { A: string[] } | { AAAA: string[] } | { SRV: ServiceRecord[] } | keyof typeof FAILURES;

export class NameServer {
  /** Questions answered or left unanswered so far. */
  asked = 0;
  readonly names = new Map<string, NameAnswer>();
  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  static async start(): Promise<NameServer> {
    const socket = createSocket('udp4');
    const server = new NameServer(socket);
    socket.on('message', (message, { port, address }) => {
      server.asked += 1;
      socket.send(server.answer(message), port, address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return server;
  }

  /** `address:port`. */
  get address(): string {
    const { address, port } = this.socket.address();
    return `${address}:${port}`;
  }

  async stop(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }

  private answer(message: Buffer): Buffer {
    const { id = 0, questions = [] } = decode(message);
    const [question] = questions;
    const known = question === undefined ? 'no_such_name' : (this.names.get(question.name) ?? 'no_such_name');
    const isFailure = typeof known === 'string';
    const name = question?.name ?? '';
    return encode({
      type: 'response',
      id,
      flags: isFailure ? FAILURES[known] : 0,
      questions,
      answers: isFailure || question === undefined ? [] : answersOf(name, known),
    });
  }
}

function answersOf(name: string, known: Exclude<NameAnswer, string>): Answer[] {
  if ('A' in known) return known.A.map((data) => ({ type: 'A', name, ttl: 0, data }));
  if ('AAAA' in known) return known.AAAA.map((data) => ({ type: 'AAAA', name, ttl: 0, data }));
  return known.SRV.map((data) => ({ type: 'SRV', name, ttl: 0, data }));
}
