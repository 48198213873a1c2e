import { createHmac } from 'node:crypto';
import type { StripeEvent } from './stripe-objects.js';

export interface WebhookOptions {
  /** Empty when nobody wants any. */
  url: string;
  /** Signed with each of them, as Stripe does while one replaces the other. */
  secrets: readonly string[];
  /** How long after each failure the next attempt is made. */
  retryDelaysMs?: readonly number[];
}

/** One attempt to deliver an event: the status it was answered with, or null when nobody answered. */
export interface Attempt {
  eventId: string;
  at: string;
  status: number | null;
}

const RETRY_DELAYS_MS = [500, 2_000, 5_000, 15_000, 60_000, 300_000];
const TIMEOUT_MS = 10_000;
const KEPT_ATTEMPTS = 2_000;

/** Delivers events to the one endpoint, signed, again after a failure; keeps account of every attempt. */
export class WebhookSender {
  readonly #options: WebhookOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #attempts: Attempt[] = [];
  #closed = false;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#options.url;
  }

  /** Newest first. */
  attemptsOf(eventId: string): Attempt[] {
    return this.#attempts.filter((attempt) => attempt.eventId === eventId).reverse();
  }

  /** Sends now and, where it fails, later again. Resolves with the first attempt's end. */
  async send(event: StripeEvent, failures = 0): Promise<void> {
    if (this.#options.url === '' || this.#closed) return;
    const status = await this.#post(JSON.stringify(event));
    this.#attempts.push({ eventId: event.id, at: new Date().toISOString(), status });
    if (this.#attempts.length > KEPT_ATTEMPTS) this.#attempts.shift();
    const delayMs = (this.#options.retryDelaysMs ?? RETRY_DELAYS_MS)[failures];
    if ((status !== null && status >= 200 && status < 300) || delayMs === undefined || this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.send(event, failures + 1);
    }, delayMs);
    timer.unref();
    this.#timers.add(timer);
  }

  /** No more attempts. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #post(body: string): Promise<number | null> {
    try {
      const answer = await fetch(this.#options.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': sign(body, this.#options.secrets),
          'user-agent': 'Stripe/1.0 (sandbox)',
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return null;
    }
  }
}

/** The header `Stripe-Signature`: HMAC-SHA256 over `time.body` per secret. */
function sign(body: string, secrets: readonly string[]): string {
  const seconds = Math.floor(Date.now() / 1000);
  const digests = secrets.map((secret) => createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
  return [`t=${seconds}`, ...digests.map((digest) => `v1=${digest}`)].join(',');
}
