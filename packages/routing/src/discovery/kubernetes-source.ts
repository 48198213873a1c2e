/**
 * A Kubernetes service's endpoints: listed once, then watched from that version on. A watch that ends is taken up where
 * it was; one whose version has become too old (410), or that failed, is listed anew, after a pause that grows with the
 * failures in a row. Until then the instances known before stay.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Discovery } from '@turnpike/contracts/management/discovery';
import type { DiscoverySink, DiscoverySource } from './discovery-source.js';
import { type EndpointSlice, instancesIn } from './endpoint-slices.js';
import { KubernetesApi, KubernetesError, type WatchEvent } from './kubernetes-api.js';

type KubernetesDiscovery = Extract<Discovery, { kind: 'kubernetes' }>;

const GONE = 410;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** Watches that end at once must not become a storm of questions. */
const BETWEEN_WATCHES_MS = 100;

export class KubernetesSource implements DiscoverySource {
  private readonly port: string | number | undefined;
  private readonly api: KubernetesApi;
  private readonly sink: DiscoverySink;
  private readonly closing = new AbortController();
  private readonly slices = new Map<string, EndpointSlice>();
  private resourceVersion = '';
  private failures = 0;

  constructor(discovery: KubernetesDiscovery, sink: DiscoverySink) {
    this.port = discovery.port;
    this.api = new KubernetesApi(discovery);
    this.sink = sink;
  }

  start(): void {
    void this.follow();
  }

  close(): void {
    this.closing.abort();
    void this.api.close();
  }

  private async follow(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      try {
        await this.list();
        while (!signal.aborted) {
          await this.api.watch(this.resourceVersion, (event) => this.take(event), signal);
          this.failures = 0;
          await pause(BETWEEN_WATCHES_MS, undefined, { signal, ref: false });
        }
      } catch (error) {
        if (signal.aborted) return;
        await this.rest(error);
      }
    }
  }

  private async list(): Promise<void> {
    const { slices, resourceVersion } = await this.api.list();
    if (this.closing.signal.aborted) return;
    this.slices.clear();
    for (const slice of slices) this.slices.set(slice.metadata?.name ?? '', slice);
    this.resourceVersion = resourceVersion;
    this.tell();
  }

  private take({ type, object = {} }: WatchEvent): void {
    if (type === 'ERROR') throw new KubernetesError(object.code ?? 500, object.message ?? 'the watch failed');
    this.resourceVersion = object.metadata?.resourceVersion ?? this.resourceVersion;
    this.failures = 0;
    if (type === 'BOOKMARK') return;
    const name = object.metadata?.name ?? '';
    if (type === 'DELETED') this.slices.delete(name);
    else this.slices.set(name, object);
    this.tell();
  }

  private tell(): void {
    try {
      this.sink.found(instancesIn(this.slices.values(), this.port));
    } catch (error) {
      this.sink.failed(error);
    }
  }

  /** A version that is too old is everyday life: the list is asked for at once, unless that happens again and again. */
  private async rest(error: unknown): Promise<void> {
    this.failures += 1;
    const isGone = error instanceof KubernetesError && error.status === GONE;
    if (!isGone) this.sink.failed(error);
    if (isGone && this.failures === 1) return;
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - 1), LONGEST_PAUSE_MS);
    const { signal } = this.closing;
    await pause(longest * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined);
  }
}
