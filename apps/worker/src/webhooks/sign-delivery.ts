import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export interface SignedMessage {
  /** The `webhook-id`: the same in every try. */
  id: string;
  type: string;
  /** The exact text that is sent. */
  body: string;
  /** In the clear, newest first. */
  secrets: readonly [string, ...string[]];
  productName: string;
}

/**
 * The headers of a try made now: Standard Webhooks 1.0.0, signed by every secret that is valid, and the plain HMAC that
 * many frameworks verify out of the box, by the newest.
 */
export function signDelivery(message: SignedMessage, now: Date): Record<string, string> {
  const { id, type, body, secrets, productName } = message;
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, now, body));
  const plain = createHmac('sha256', secrets[0]).update(body, 'utf8').digest('hex');
  return {
    'content-type': 'application/json',
    'user-agent': `${headerToken(productName)}-Webhooks/1`,
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
    'x-webhook-event': type,
    'x-webhook-signature': `sha256=${plain}`,
  };
}

/** A product's name may hold what a header's token may not. */
function headerToken(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '') || 'Gateway';
}
