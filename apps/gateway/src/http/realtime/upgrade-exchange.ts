/** A handshake as the corridor sees it: a request that is answered as one, or taken for a conversation in messages. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE_TIMEOUT_MS, MAX_MESSAGE_BYTES, type MessageLink, WebSocketLink } from '@turnpike/egress/message-link';
import type { ReplyHeaders } from '@turnpike/pipeline/exchange';
import { WebSocketServer } from 'ws';
import { type ExchangeFacts, HttpExchange } from '../http-exchange.js';

export interface Handshake {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the handshake already. */
  readonly head: Buffer;
  readonly response: ServerResponse;
}

/** The subprotocol of OpenAI's clients in browsers, which offer their key beside it. */
const SUBPROTOCOL = 'realtime';

const headersOf = new WeakMap<IncomingMessage, ReplyHeaders>();
const acceptor = createAcceptor();

export class UpgradeExchange extends HttpExchange {
  private readonly handshake: Handshake;
  private accepted = false;

  constructor(handshake: Handshake, facts: ExchangeFacts) {
    super(handshake.request, handshake.response, facts);
    this.handshake = handshake;
  }

  accept(headers: ReplyHeaders): MessageLink | null {
    if (this.gone) return null;
    const { request, socket, head, response } = this.handshake;
    response.detachSocket(socket as Parameters<ServerResponse['detachSocket']>[0]);
    this.accepted = true;
    headersOf.set(request, headers);
    let link: MessageLink | null = null;
    // Called at once, or never: for a socket that is closed already.
    acceptor.handleUpgrade(
      request,
      socket,
      head,
      (webSocket) => (link = new WebSocketLink(webSocket, { count: this })),
    );
    return link;
  }

  override get headSent(): boolean {
    return this.accepted || super.headSent;
  }
}

function createAcceptor(): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    closeTimeout: CLOSE_TIMEOUT_MS,
    perMessageDeflate: false,
    handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  } as const;
  const server = new WebSocketServer(options);
  server.on('headers', (lines, request) => {
    for (const [name, value] of Object.entries(headersOf.get(request) ?? {})) lines.push(`${name}: ${value}`);
  });
  return server;
}
