import type { Charge, CheckoutSession, Customer, PaymentIntent, StripeEvent } from './stripe-objects.js';

/** An answer that was given under an idempotency key, and what it was given to. */
export interface Remembered {
  fingerprint: string;
  requestId: string;
  status: number;
  body: unknown;
}

/** Objects of one kind by id, the oldest forgotten first. */
class Shelf<T> {
  readonly #items = new Map<string, T>();

  set(id: string, item: T): void {
    this.#items.set(id, item);
    const oldest = this.#items.keys().next().value;
    if (this.#items.size > MAX_OBJECTS && oldest !== undefined) this.#items.delete(oldest);
  }

  get(id: string): T | undefined {
    return this.#items.get(id);
  }

  newestFirst(): T[] {
    return [...this.#items.values()].reverse();
  }
}

/** Per kind: far more than an evening's clicks, and a bound for a bench. */
const MAX_OBJECTS = 20_000;

/** Everything the payment provider knows. In memory: it ends with the process. */
export class StripeStore {
  readonly customers = new Shelf<Customer>();
  readonly sessions = new Shelf<CheckoutSession>();
  readonly intents = new Shelf<PaymentIntent>();
  readonly charges = new Shelf<Charge>();
  readonly events = new Shelf<StripeEvent>();
  readonly answers = new Shelf<Remembered>();
}
