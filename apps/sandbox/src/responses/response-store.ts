import type { ResponseObject } from './compose-response.js';
import type { Item } from './input-items.js';

/** A response that was asked to be kept, with all that led to it. */
export interface StoredResponse {
  response: ResponseObject;
  /** The items of its own request. */
  input: readonly Item[];
  /** The items of all responses that it continues, oldest first. */
  before: readonly Item[];
}

const CAPACITY = 10_000;

/** Responses by id, in memory; the oldest are forgotten first. */
export class ResponseStore {
  private readonly entries = new Map<string, StoredResponse>();

  add(stored: StoredResponse): void {
    this.entries.set(stored.response.id, stored);
    if (this.entries.size <= CAPACITY) return;
    const oldest = this.entries.keys().next().value;
    if (oldest !== undefined) this.entries.delete(oldest);
  }

  find(id: string): StoredResponse | undefined {
    return this.entries.get(id);
  }

  delete(id: string): boolean {
    return this.entries.delete(id);
  }
}
