import { NO_TOKENS, type Delivery, type Strand, type Strands, type TokenNumbers } from '../deliveries/delivery.js';
import type { DeliveryStore } from '../deliveries/delivery-store.js';

/** The account of a session: one call, and the sum of its answers. */
export class SessionAccount {
  private readonly delivery: Delivery;
  private readonly id: string;
  private readonly store: DeliveryStore;
  private reported: TokenNumbers = NO_TOKENS;

  constructor(delivery: Delivery, id: string, store: DeliveryStore) {
    this.delivery = delivery;
    this.id = id;
    this.store = store;
  }

  /** An answer begins: what it will say, and what its prompt was counted at. */
  begin(strands: Strands, promptTokens: number): void {
    this.delivery.countedPromptTokens += promptTokens;
    const before = this.delivery.weight;
    this.delivery.continueWith(strands);
    this.store.weigh(this.id, this.delivery, this.delivery.weight - before);
  }

  pieceLeft(strand: Strand, length: number): void {
    this.delivery.chunkDelivered(0, length, strand);
  }

  /** A usage report has left. */
  usageLeft(usage: TokenNumbers): void {
    const names = Object.keys(NO_TOKENS) as (keyof TokenNumbers)[];
    this.reported = Object.fromEntries(
      names.map((name) => [name, this.reported[name] + usage[name]]),
    ) as unknown as TokenNumbers;
    this.delivery.usageDelivered(this.reported);
  }

  /** Seconds of sound that were transcribed, where they are sold by their length. */
  secondsLeft(seconds: number): void {
    this.delivery.units.seconds += seconds;
  }

  end(ended: 'complete' | 'cut' | 'client_closed'): void {
    this.delivery.end(ended);
  }
}
