/**
 * The two questions asked of a Kubernetes API server: which EndpointSlices a service has, and what becomes of them. A
 * client of our own, over egress, instead of the official one: that brings a hundred kinds of resources, sign-in by
 * OpenID, SOCKS and tar with it, and a way out that knows neither our bounds nor our pools.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Discovery } from '@turnpike/contracts/management/discovery';
import { createEgress } from '@turnpike/egress/egress-client';
import type { Egress, EgressCall, EgressRequest, EgressSink } from '@turnpike/egress/egress';
import { collectResponse } from '@turnpike/egress/response-buffer';
import type { EndpointSlice } from './endpoint-slices.js';

type KubernetesDiscovery = Extract<Discovery, { kind: 'kubernetes' }>;

/** `object` of an `ERROR` is a Status with its code. */
export interface WatchEvent {
  type?: string;
  object?: EndpointSlice & { code?: number; message?: string };
}

export interface SliceList {
  slices: EndpointSlice[];
  resourceVersion: string;
}

/** What the API server said instead of an answer. 410: the version asked for is too old, list again. */
export class KubernetesError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** By its name in the cluster's DNS, which is in the server's certificate. */
const IN_CLUSTER_SERVER = 'https://kubernetes.default.svc';
const IN_CLUSTER_TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const AUTHORITY_FILE = 'ca.crt';

const PAGE = 500;
const LIST_LIMIT_BYTES = 64 * 1024 * 1024;
const EVENT_LIMIT_CHARACTERS = 16 * 1024 * 1024;
const LIST_TIMEOUT_MS = 15_000;
/** The server ends a watch after about this long, so that a connection that died unseen is noticed soon. */
const WATCH_SECONDS = 60;
const WATCH_SILENCE_MS = 90_000;

export class KubernetesApi {
  private readonly discovery: KubernetesDiscovery;
  private readonly server: URL;
  private readonly tokenFile: string | undefined;
  private egress: Egress | null = null;

  constructor(discovery: KubernetesDiscovery) {
    this.discovery = discovery;
    this.server = new URL(discovery.apiServer ?? IN_CLUSTER_SERVER);
    // The cluster's own secret goes to the cluster alone, not to a server that somebody names.
    this.tokenFile = discovery.tokenFile ?? (discovery.apiServer === undefined ? IN_CLUSTER_TOKEN_FILE : undefined);
  }

  /** Everything there is now, page by page. */
  async list(): Promise<SliceList> {
    const slices: EndpointSlice[] = [];
    let resourceVersion = '';
    for (let next: string | null = ''; next !== null;) {
      const page = await this.listPage(next);
      slices.push(...(page.items ?? []));
      resourceVersion = page.metadata?.resourceVersion ?? '';
      next = page.metadata?.continue ? page.metadata.continue : null;
    }
    return { slices, resourceVersion };
  }

  /** Hears what changes from a version on until the server ends it. Rejects when it is cut or refused, or by `signal`. */
  async watch(resourceVersion: string, onEvent: (event: WatchEvent) => void, signal: AbortSignal): Promise<void> {
    const query = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion, timeoutSeconds: `${WATCH_SECONDS}` };
    const request = await this.request(query);
    const egress = await this.open();
    if (signal.aborted) throw new Error('closed');
    let close = () => undefined as void;
    const done = new Promise<void>((resolve, reject) => {
      const sink = new WatchSink(onEvent, { resolve, reject });
      const call = egress.request(request, sink);
      sink.call = call;
      close = () => call.abort('closed');
    });
    signal.addEventListener('abort', close, { once: true });
    return done.finally(() => signal.removeEventListener('abort', close));
  }

  async close(): Promise<void> {
    await this.egress?.destroy();
  }

  private async listPage(next: string): Promise<ListAnswer> {
    const query = { limit: `${PAGE}`, ...(next === '' ? {} : { continue: next }) };
    const request = { ...(await this.request(query)), headersTimeoutMs: LIST_TIMEOUT_MS };
    const { status, body } = await collectResponse(await this.open(), request, { maxBytes: LIST_LIMIT_BYTES });
    if (status !== 200) throw refusal(status, 'list');
    return JSON.parse(body.toString()) as ListAnswer;
  }

  private async request(query: Record<string, string>): Promise<EgressRequest> {
    const { namespace, service } = this.discovery;
    const parameters = new URLSearchParams({ labelSelector: `kubernetes.io/service-name=${service}`, ...query });
    const folder = this.server.pathname.replace(/\/$/, '');
    // Read each time: the kubelet replaces it long before it expires.
    const token = this.tokenFile === undefined ? '' : (await readFile(this.tokenFile, 'utf8')).trim();
    return {
      origin: this.server.origin,
      path: `${folder}/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?${parameters}`,
      method: 'GET',
      headers: { accept: 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
      body: null,
      headersTimeoutMs: WATCH_SILENCE_MS,
      bodyTimeoutMs: WATCH_SILENCE_MS,
    };
  }

  /** With the authority that lies beside the token, as it does beside a service account's; else the usual ones. */
  private async open(): Promise<Egress> {
    if (this.egress !== null) return this.egress;
    const file = this.tokenFile === undefined ? null : join(dirname(this.tokenFile), AUTHORITY_FILE);
    const authority = file === null ? undefined : await readFile(file, 'utf8').catch(() => undefined);
    this.egress ??= createEgress(authority === undefined ? {} : { authority });
    return this.egress;
  }
}

interface ListAnswer {
  items?: EndpointSlice[] | null;
  metadata?: { resourceVersion?: string; continue?: string };
}

function refusal(status: number, verb: string): KubernetesError {
  const why = status === 401 || status === 403 ? ': its token may not do that' : '';
  return new KubernetesError(status, `the API server answered ${status} to ${verb} endpointslices${why}`);
}

/** A watch's answer. What `onEvent` throws ends it, and is what it ends with. */
class WatchSink implements EgressSink {
  call: EgressCall | null = null;
  private readonly lines: JsonLines;
  private readonly promise: { resolve: () => void; reject: (error: unknown) => void };
  private status = 0;

  constructor(onEvent: (event: WatchEvent) => void, promise: WatchSink['promise']) {
    this.lines = new JsonLines((value) => onEvent(value as WatchEvent));
    this.promise = promise;
  }

  onHeaders(status: number): void {
    this.status = status;
  }

  onData(chunk: Buffer): boolean {
    if (this.status !== 200) return true;
    try {
      this.lines.push(chunk);
    } catch (error) {
      this.promise.reject(error);
      this.call?.abort('refused_event');
    }
    return true;
  }

  onEnd(): void {
    if (this.status === 200) this.promise.resolve();
    else this.promise.reject(refusal(this.status, 'watch'));
  }

  onError(error: unknown): void {
    this.promise.reject(error);
  }
}

/** JSON values, one a line, out of pieces that end anywhere. */
class JsonLines {
  private readonly decoder = new StringDecoder('utf8');
  private readonly onValue: (value: unknown) => void;
  private rest = '';

  constructor(onValue: (value: unknown) => void) {
    this.onValue = onValue;
  }

  push(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > EVENT_LIMIT_CHARACTERS) throw new Error('an event of the API server has no end');
    for (const line of lines) if (line.trim() !== '') this.onValue(JSON.parse(line));
  }
}
