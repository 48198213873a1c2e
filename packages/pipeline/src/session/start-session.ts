/**
 * A session with one target, up to its first message: the handshake alone proves little, as providers take it and then
 * say what is wrong. Nothing is anybody's before that, so that a session which fails here can be begun elsewhere.
 */
import { EgressError } from '@turnpike/egress/egress-error';
import type { LinkEnd, MessageLink } from '@turnpike/egress/message-link';
import type { HandshakeRefusal, OpenWebSocket, WebSocketRequest } from '@turnpike/egress/web-socket';
import type { SessionSpec } from '@turnpike/endpoints/session';

/** What came of it: a session whose first message waits, an answer in its place, or the provider's error. */
export type SessionStart =
  | { readonly kind: 'open'; readonly link: MessageLink }
  | { readonly kind: 'refused'; readonly answer: HandshakeRefusal }
  | { readonly kind: 'provider_error'; readonly error: unknown };

export interface SessionStartOptions {
  readonly open: OpenWebSocket;
  readonly session: SessionSpec;
  /** Given what ends it, as long as it has not begun. */
  readonly onAbortable: (abort: (reason: string) => void) => void;
}

/** A provider greets at once. */
const FIRST_MESSAGE_MS = 10_000;
const NORMAL_CLOSURE = 1000;

/** Rejects with EgressError. */
export async function startSession(request: WebSocketRequest, options: SessionStartOptions): Promise<SessionStart> {
  const call = options.open(request);
  options.onAbortable((reason) => call.abort(reason));
  const opened = await call.opened;
  if ('status' in opened) return { kind: 'refused', answer: opened };
  const first = await firstOf(opened, options);
  const event = Buffer.isBuffer(first) ? options.session.createMeter().onEvent(first) : null;
  if (event !== null && (event.kind === 'other' || event.kind === 'metered')) return { kind: 'open', link: opened };
  opened.close(NORMAL_CLOSURE, '');
  if (event?.kind === 'failure') return { kind: 'provider_error', error: event.event.error };
  const code = event === null ? 'closed' : 'garbage';
  throw new EgressError({ kind: event === null ? 'reset' : 'protocol', code, ...OPENED });
}

const OPENED = { beforeHeaders: false, requestSent: true } as const;

/** The first message, bounded in time. */
function firstOf(link: MessageLink, { onAbortable }: SessionStartOptions): Promise<Buffer | null | LinkEnd> {
  return new Promise((resolve, reject) => {
    const fail = (kind: EgressError['kind'], code: string) => {
      clearTimeout(late);
      reject(new EgressError({ kind, code, ...OPENED }));
      link.close(NORMAL_CLOSURE, '');
    };
    let isHere = false;
    const late = setTimeout(() => fail('timeout_headers', 'first_message'), FIRST_MESSAGE_MS);
    onAbortable((reason) => (isHere ? undefined : fail('aborted', reason)));
    void link.first().then((first) => {
      isHere = true;
      clearTimeout(late);
      resolve(first);
    });
  });
}
