import type { AttemptReport, Delivery } from './delivery.js';

/** All calls made under one id; the fields of the newest attempt stand beside the list for those who expect one. */
export interface DeliveryReport extends AttemptReport {
  id: string;
  /** Oldest first; of an id used more than 50 times the newest 50. */
  attempts: AttemptReport[];
  attemptCount: number;
}

interface Entry {
  attempts: Delivery[];
  attemptCount: number;
}

const MAX_ATTEMPTS_PER_ID = 50;

/** Accounts of what was delivered, by request id; in memory, the oldest ids are forgotten first. */
export class DeliveryStore {
  private readonly entries = new Map<string, Entry>();
  private readonly capacity: number;
  private readonly capacityChars: number;
  private chars = 0;
  /** Calls since the start, forgotten ones included. */
  totalAttempts = 0;

  constructor({ capacity = 200_000, capacityChars = 200_000_000 } = {}) {
    this.capacity = capacity;
    this.capacityChars = capacityChars;
  }

  get size(): number {
    return this.entries.size;
  }

  add(id: string, delivery: Delivery): void {
    this.totalAttempts += 1;
    const entry = this.entries.get(id);
    if (entry === undefined) {
      this.entries.set(id, { attempts: [delivery], attemptCount: 1 });
      if (this.entries.size > this.capacity) this.forgetOldest();
      return;
    }
    entry.attempts.push(delivery);
    entry.attemptCount += 1;
    if (entry.attempts.length > MAX_ATTEMPTS_PER_ID) this.chars -= entry.attempts.shift()?.weight ?? 0;
  }

  /** Called once a delivery knows its text, or knows `added` characters more, so that long answers count too. */
  weigh(id: string, delivery: Delivery, added = delivery.weight): void {
    if (this.entries.get(id)?.attempts.includes(delivery) !== true) return;
    this.chars += added;
    while (this.chars > this.capacityChars && this.entries.size > 1) this.forgetOldest();
  }

  find(id: string): DeliveryReport | undefined {
    const entry = this.entries.get(id);
    const attempts = entry?.attempts.map((attempt) => attempt.report());
    const newest = attempts?.at(-1);
    if (entry === undefined || attempts === undefined || newest === undefined) return undefined;
    return { id, ...newest, attempts, attemptCount: entry.attemptCount };
  }

  /** Ids, newest first. */
  newestIds(limit: number): string[] {
    return [...this.entries.keys()].slice(-limit).reverse();
  }

  clear(): number {
    const { size } = this.entries;
    this.entries.clear();
    this.chars = 0;
    return size;
  }

  private forgetOldest(): void {
    const oldest = this.entries.entries().next().value;
    if (oldest === undefined) return;
    this.entries.delete(oldest[0]);
    for (const attempt of oldest[1].attempts) this.chars -= attempt.weight;
  }
}
