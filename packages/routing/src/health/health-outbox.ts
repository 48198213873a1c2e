/** What is to be told: collected while a turn of the event loop runs, then sent together. */
import type { HealthEventView } from '@turnpike/contracts/management/routing-health';
import type { PlaceCheck, PlaceNews } from '@turnpike/contracts/place-health';
import type { HealthStore } from './health-store.js';

export class HealthOutbox {
  private readonly store: HealthStore;
  private readonly onError: (error: unknown) => void;
  private news: PlaceNews[] = [];
  private events: HealthEventView[] = [];
  private checks = new Map<string, PlaceCheck>();
  private flipped = new Map<string, PlaceCheck>();
  private isDue = false;
  private isClosed = false;

  constructor(store: HealthStore, onError: (error: unknown) => void) {
    this.store = store;
    this.onError = onError;
  }

  /** What this process found out by its calls. */
  addNews(news: PlaceNews): void {
    this.news.push(news);
    this.sendSoon();
  }

  /** For the list that admins see. */
  addEvent(event: HealthEventView): void {
    this.events.push(event);
    this.sendSoon();
  }

  /** A verdict: at once if it is another than before, else with whatever is sent next. */
  addCheck(key: string, check: PlaceCheck, flipped: boolean): void {
    this.checks.set(key, check);
    if (!flipped) return;
    this.flipped.set(key, check);
    this.sendSoon();
  }

  hasCheck(key: string): boolean {
    return this.checks.has(key);
  }

  sendSoon(): void {
    if (this.isDue || this.isClosed) return;
    this.isDue = true;
    setImmediate(() => {
      this.isDue = false;
      this.send().catch(this.onError);
    });
  }

  close(): void {
    this.isClosed = true;
  }

  private async send(): Promise<void> {
    const { store, news, events, checks, flipped } = this;
    [this.news, this.events, this.checks, this.flipped] = [[], [], new Map(), new Map()];
    const message = { news, checks: Object.fromEntries(flipped) };
    await Promise.all([
      news.length + flipped.size === 0 ? undefined : store.tell(message),
      store.log(events),
      store.keepChecks(checks, flipped.size > 0),
    ]);
  }
}
