/**
 * The health of places, among processes: tells what this one finds out, takes over what the others found out, and, in
 * one process at a time, asks the places that are to be checked. Nothing of it is on the path of a request. What happens
 * is told at once by message; as messages may be lost, each process's state is read within a second as well. With Redis
 * away each process keeps to its own opinion, and nothing fails.
 */
import type { HealthCheck, RoutingHealthView } from '@turnpike/contracts/management/routing-health';
import type { HealthMessage, PlaceNews } from '@turnpike/contracts/place-health';
import type { InstanceChange } from '../discovery/discoveries.js';
import type { PlaceEvent } from '../place-event.js';
import type { Places } from '../places.js';
import { ActiveChecks, type CheckReport } from './active-checks.js';
import type { CheckablePlace } from './checked-origin.js';
import { eventView } from './event-view.js';
import { HealthOutbox } from './health-outbox.js';
import { type HealthStore, LEASE_MS } from './health-store.js';
import { healthView, type NamedPlace } from './health-view.js';
import { Opinions } from './opinions.js';
import { placeStates } from './place-state.js';
import { RedisClock } from './redis-clock.js';
import { SharedChecks } from './shared-checks.js';

/** A place of the catalogue as it is now. */
export interface WatchedPlace extends NamedPlace {
  readonly target: NamedPlace['target'] & {
    readonly providerId: string;
    readonly baseUrl: string;
    readonly healthCheck: HealthCheck | null;
  };
}

export interface HealthOptions {
  places: Places;
  store: HealthStore;
  /** Every place of the catalogue; empty before there is one. */
  listPlaces: () => readonly WatchedPlace[];
  onError: (error: unknown) => void;
}

/** Since the start of this process. */
export interface HealthCounts {
  readonly ejections: number;
  readonly breakerOpenings: number;
  readonly failedChecks: number;
}

const SYNC_EVERY_MS = 400;
/** What is found out is left in the state as soon, and as seldom. */
const SYNC_APART_MS = 200;
const FIGURES_EVERY_MS = 2_000;
const LIST_EVERY_MS = 1_000;
/** Without Redis for longer, what active checks said counts no more. */
const CHECKS_LAST_MS = 10_000;

export class Health {
  private readonly options: HealthOptions;
  private readonly clock = new RedisClock();
  private readonly opinions: Opinions;
  private readonly checks: SharedChecks;
  private readonly activeChecks: ActiveChecks;
  private readonly outbox: HealthOutbox;
  private listed = new Map<string, WatchedPlace>();
  private listedAt = Number.NEGATIVE_INFINITY;
  private isDirty = true;
  private lastPlaces = '';
  private figuresAt = 0;
  private syncedAt = performance.now();
  private leadsUntil = 0;
  private timer: NodeJS.Timeout | undefined;
  private syncing: Promise<void> | null = null;
  private isClosed = false;
  private ejections = 0;
  private breakerOpenings = 0;
  private readonly stops: (() => void)[] = [];

  constructor(options: HealthOptions) {
    this.options = options;
    const { places, store, onError } = options;
    const { clock } = this;
    this.outbox = new HealthOutbox(store, onError);
    this.opinions = new Opinions({ places, clock });
    this.checks = new SharedChecks({ places, clock });
    this.activeChecks = new ActiveChecks({
      isLeading: () => this.isLeading,
      clock: () => clock.now(),
      knownCheck: (key) => this.checks.of(key),
      onReport: (report) => this.onReport(report),
    });
  }

  /** Whether this process is the one that checks. */
  get isLeading(): boolean {
    return performance.now() < this.leadsUntil;
  }

  get counts(): HealthCounts {
    const { ejections, breakerOpenings } = this;
    return { ejections, breakerOpenings, failedChecks: this.activeChecks.failed };
  }

  /** What a place is called; undefined for one the catalogue didn't have at the last look. */
  placeOf(key: string): NamedPlace | undefined {
    return this.listed.get(key);
  }

  /** Takes part from now on. Never rejects. */
  async start(): Promise<void> {
    const { places, store, onError } = this.options;
    this.stops.push(places.onEvent((event) => this.onEvent(event)));
    this.stops.push(store.listen((message) => this.hear(message), onError));
    await this.sync();
    this.activeChecks.start();
    this.schedule(SYNC_EVERY_MS);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.outbox.close();
    clearTimeout(this.timer);
    for (const stop of this.stops) stop();
    this.leadsUntil = 0;
    await this.activeChecks.close();
    await this.syncing;
    await this.options.store.leave().catch(this.options.onError);
  }

  /** How every place is, as all processes see it. Rejects when Redis is away. */
  async view(): Promise<RoutingHealthView> {
    return healthView(this.options.listPlaces(), await this.options.store.read());
  }

  /** Instances came or left: whoever leads writes it down. */
  onInstances({ providerId, came, left }: InstanceChange): void {
    if (!this.isLeading) return;
    const ofProvider = () => [...this.listed.values()].filter(({ target }) => target.providerId === providerId);
    const wereThere = ofProvider();
    this.list();
    const note = (kind: 'instance_came' | 'instance_left', places: WatchedPlace[], addresses: readonly string[]) => {
      for (const place of places)
        if (place.target.instance !== null && addresses.includes(place.target.instance))
          this.outbox.addEvent(eventView(place, { kind, atMs: this.clock.now(), reason: null }));
    };
    note('instance_left', wereThere, left);
    note('instance_came', ofProvider(), came);
  }

  private onEvent({ key, kind, atMs, untilMs, reason }: PlaceEvent): void {
    const { clock } = this;
    if (kind === 'ejected') this.ejections += 1;
    if (kind === 'breaker_opened') this.breakerOpenings += 1;
    const inRedisTime = { atMs: clock.toRedis(atMs), untilMs: untilMs === null ? null : clock.toRedis(untilMs) };
    const news: PlaceNews = { key, kind, ...inRedisTime, reason };
    this.outbox.addNews(news);
    // A place may be newer than the last look.
    if (!this.listed.has(key)) this.list();
    const place = this.listed.get(key);
    if (place !== undefined) this.outbox.addEvent(eventView(place, news));
    if (!this.isDirty && this.syncing === null) this.schedule(SYNC_APART_MS);
    this.isDirty = true;
  }

  private onReport({ keys, check, flipped }: CheckReport): void {
    for (const key of keys) {
      const was = this.checks.of(key);
      this.outbox.addCheck(key, check, flipped);
      if (!flipped) continue;
      const place = this.listed.get(key);
      // That a place answers which nobody knew is no event.
      if (place === undefined || (was === undefined && check.healthy)) continue;
      const kind = check.healthy ? 'check_passed' : 'check_failed';
      this.outbox.addEvent(eventView(place, { kind, atMs: check.atMs, reason: check.detail }));
    }
    this.checks.take(keys.map((key) => [key, check]));
  }

  private hear({ from, news, checks }: HealthMessage): void {
    this.opinions.hear(from, news);
    this.checks.take(Object.entries(checks));
  }

  private schedule(inMs: number): void {
    if (this.isClosed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => void this.sync().finally(() => this.schedule(this.isDirty ? SYNC_APART_MS : SYNC_EVERY_MS)),
      inMs,
    ).unref();
  }

  private sync(): Promise<void> {
    this.syncing ??= this.exchange()
      .catch((error: unknown) => this.onAway(error))
      .finally(() => (this.syncing = null));
    return this.syncing;
  }

  private async exchange(): Promise<void> {
    const now = performance.now();
    if (now - this.listedAt >= LIST_EVERY_MS) this.list();
    const changed = this.isDirty;
    const state = changed || now - this.figuresAt >= FIGURES_EVERY_MS ? this.newState(now) : null;
    this.isDirty = false;
    const { store } = this.options;
    const { nowMs, isNew, leads, shared } = await store.sync(state, changed).catch((error: unknown) => {
      this.isDirty ||= changed;
      throw error;
    });
    this.syncedAt = performance.now();
    this.clock.set(nowMs);
    if (isNew && state === null) [this.isDirty, this.lastPlaces] = [true, ''];
    this.lead(leads, now + LEASE_MS);
    if (shared === null) return;
    this.opinions.read(withoutOwn(shared.states, store.processId));
    this.checks.take(shared.checks);
    this.checks.drop((key) => shared.checks.has(key) || this.outbox.hasCheck(key));
  }

  /** Null where it is what was said before. */
  private newState(now: number) {
    this.figuresAt = now;
    const places = placeStates(this.options.places, this.clock);
    const text = JSON.stringify(places);
    if (text === this.lastPlaces) return null;
    this.lastPlaces = text;
    return { atMs: this.clock.now(), places };
  }

  private lead(leads: boolean, untilMs: number): void {
    if (!leads) {
      if (this.leadsUntil !== 0) this.activeChecks.forget();
      this.leadsUntil = 0;
      return;
    }
    if (this.isClosed) return;
    if (this.leadsUntil === 0) this.listedAt = Number.NEGATIVE_INFINITY;
    this.leadsUntil = untilMs;
    // With what is checked again and again: when it was, is seen too.
    this.outbox.sendSoon();
  }

  private onAway(error: unknown): void {
    this.options.onError(error);
    if (performance.now() - this.syncedAt > CHECKS_LAST_MS) this.checks.drop(() => false);
  }

  /** Looks which places there are, and what of them is to be checked. */
  private list(): void {
    this.listedAt = performance.now();
    const { listPlaces, store, onError } = this.options;
    this.listed = new Map(listPlaces().map((place) => [place.key, place]));
    const { listed } = this;
    if (listed.size === 0 || !this.isLeading) return;
    this.activeChecks.follow(checkable(listed.values()));
    const unwanted = this.checks.drop((key) => listed.get(key)?.target.healthCheck != null);
    void store.dropChecks(unwanted).catch(onError);
  }
}

function* checkable(places: Iterable<WatchedPlace>): Generator<CheckablePlace> {
  for (const { key, target } of places) {
    const { providerId, baseUrl, healthCheck } = target;
    if (healthCheck !== null) yield { key, providerId, baseUrl, healthCheck };
  }
}

function withoutOwn<T>(states: ReadonlyMap<string, T>, processId: string): ReadonlyMap<string, T> {
  const others = new Map(states);
  others.delete(processId);
  return others;
}
