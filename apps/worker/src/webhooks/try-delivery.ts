/** One try: signed, sent through the guarded way out, and what came of it, cut to what is kept. Touches no database. */
import type { DeliveryError } from '@turnpike/contracts/management/webhooks';
import { publicId } from '@turnpike/domain/ids';
import { EgressError } from '@turnpike/egress/egress-error';
import type { GuardedEgress } from '@turnpike/egress/guarded-egress';
import type { ClaimedDelivery } from './claim-deliveries.js';
import { signDelivery } from './sign-delivery.js';

/** From the name to the last byte of the answer. */
const DEADLINE_MS = 15_000;

const KEPT_BODY_BYTES = 4 * 1_024;
const KEPT_HEADERS = 40;
const KEPT_HEADER_LENGTH = 500;

/** What a receiver says to its own clients is not for those who read its answers to us. */
const SECRET_HEADERS = /^(set-cookie|authorization|proxy-authenticate|www-authenticate)$/;

export interface Try {
  startedAt: Date;
  durationMs: number;
  requestHeaders: Record<string, string>;
  status: number | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  error: DeliveryError | null;
}

/** Never rejects: what goes wrong is what came of it. */
export async function tryDelivery(
  { egress, productName }: { egress: GuardedEgress; productName: string },
  delivery: ClaimedDelivery,
): Promise<Try> {
  const startedAt = new Date();
  const begin = performance.now();
  const nothing = { status: null, responseHeaders: null, responseBody: null };
  const { secrets, body, type, url } = delivery;
  if (secrets === null)
    return { ...nothing, startedAt, durationMs: 0, requestHeaders: {}, error: 'secret_unavailable' };
  const message = { id: publicId('message', delivery.eventId), type, body, secrets, productName };
  const headers = signDelivery(message, startedAt);
  const durationMs = () => Math.round(performance.now() - begin);
  try {
    const answer = await egress.send({ url, method: 'POST', headers, body, deadlineMs: DEADLINE_MS });
    return {
      startedAt,
      durationMs: durationMs(),
      requestHeaders: headers,
      status: answer.status,
      responseHeaders: keptHeaders(answer.headers),
      responseBody: storable(answer.body.subarray(0, KEPT_BODY_BYTES).toString('utf8')),
      error: null,
    };
  } catch (error) {
    return { ...nothing, startedAt, durationMs: durationMs(), requestHeaders: headers, error: errorOf(error) };
  }
}

function keptHeaders(headers: Record<string, string>): Record<string, string> {
  const entries = Object.entries(headers).slice(0, KEPT_HEADERS);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      storable(name),
      SECRET_HEADERS.test(name) ? '[redacted]' : storable(value.slice(0, KEPT_HEADER_LENGTH)),
    ]),
  );
}

/** PostgreSQL stores no NUL, and JSON no half of a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

const KINDS: Partial<Record<EgressError['kind'], DeliveryError>> = {
  connect: 'connect',
  timeout_headers: 'timeout',
  timeout_body: 'timeout',
  reset: 'reset',
  cut: 'reset',
  protocol: 'protocol',
};

/** What OpenSSL and Node say of a handshake and of certificates. */
const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/;

/** Of the closed list: what the socket said may tell more about the network than its reader should know. */
export function errorOf(error: unknown): DeliveryError {
  if (!(error instanceof EgressError)) return 'protocol';
  const { code, kind } = error;
  if (code === 'address_unresolved') return 'dns';
  if (code.startsWith('address_')) return 'address_not_allowed';
  if (code === 'deadline' || code === 'connect_timeout' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout';
  if (TLS_CODE.test(code)) return 'tls';
  return KINDS[kind] ?? 'reset';
}
