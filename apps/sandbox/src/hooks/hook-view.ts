import { checkSignatures, type SignatureCheck } from './check-signature.js';
import type { Hook } from './hook-store.js';

/** An arrival as pages and JSON show it: the body as text. `event` is X-Webhook-Event, else the body's `type`. */
export interface HookView extends Omit<Hook, 'body'> {
  event: string | null;
  body: string;
  sizeBytes: number;
  signature: SignatureCheck;
}

/** Judges an arrival by the secret of its name, null when none is known. */
export function viewHook({ body, ...hook }: Hook, secret: string | null): HookView {
  const signature = checkSignatures({ ...hook, body }, secret);
  const text = body.toString('utf8');
  return {
    ...hook,
    event: hook.headers['x-webhook-event'] ?? typeOf(text),
    body: text,
    sizeBytes: body.length,
    signature,
  };
}

function typeOf(body: string): string | null {
  try {
    const parsed = JSON.parse(body) as { type?: unknown } | null;
    return typeof parsed?.type === 'string' ? parsed.type : null;
  } catch {
    return null;
  }
}
