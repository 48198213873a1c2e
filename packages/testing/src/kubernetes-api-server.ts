/**
 * As much of a Kubernetes API server as watchers of EndpointSlices see: lists in pages, watches that stream events from
 * a version on, bookmarks, versions that have become too old, connections that break, and bearer tokens.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SliceSpec {
  addressType?: 'IPv4' | 'IPv6';
  ports: { name?: string; port: number; protocol?: string }[];
  endpoints: { addresses: string[]; conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean } }[];
}

interface StoredSlice extends SliceSpec {
  metadata: { name: string; resourceVersion: string };
}

interface Event {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: StoredSlice;
}

export class KubernetesApiServer {
  /** Requests so far, by what they were. */
  readonly asked = { list: 0, watch: 0, refused: 0 };
  /** What callers must bear; anyone may ask when null. */
  token: string | null = null;
  /** Slices in one page of a list. */
  pageSize = 500;
  private readonly server: Server;
  private readonly path: string;
  private readonly slices = new Map<string, StoredSlice>();
  private readonly events: Event[] = [];
  private readonly watches = new Set<ServerResponse>();
  private version = 100;
  /** Watches from below this one are told that it is gone. */
  private oldest = 0;

  private constructor({ namespace, service }: { namespace: string; service: string }) {
    this.path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=${encodeURIComponent(
      `kubernetes.io/service-name=${service}`,
    )}`;
    this.server = createServer((request, response) => this.answer(request, response));
  }

  static async start(of: { namespace: string; service: string }): Promise<KubernetesApiServer> {
    const api = new KubernetesApiServer(of);
    api.server.listen(0, '127.0.0.1');
    await once(api.server, 'listening');
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get openWatches(): number {
    return this.watches.size;
  }

  /** Stores a slice and tells those who watch. */
  put(name: string, spec: SliceSpec): void {
    const type = this.slices.has(name) ? 'MODIFIED' : 'ADDED';
    const object = { ...spec, metadata: { name, resourceVersion: `${++this.version}` } };
    this.slices.set(name, object);
    this.tell({ version: this.version, type, object });
  }

  delete(name: string): void {
    const slice = this.slices.get(name);
    if (slice === undefined) return;
    this.slices.delete(name);
    const object = { ...slice, metadata: { name, resourceVersion: `${++this.version}` } };
    this.tell({ version: this.version, type: 'DELETED', object });
  }

  /** Changes a slice without a word to those who watch, who ask for it when they come again. */
  putUnheard(name: string, spec: SliceSpec): void {
    const heard = [...this.watches];
    this.watches.clear();
    this.put(name, spec);
    for (const watch of heard) this.watches.add(watch);
  }

  /** Sends a version without a change. */
  bookmark(): void {
    const resourceVersion = `${++this.version}`;
    for (const watch of this.watches) write(watch, { type: 'BOOKMARK', object: { metadata: { resourceVersion } } });
  }

  /** Forgets what happened: watches from before now are answered with 410, as an event or as a status. */
  forget(): void {
    this.oldest = ++this.version;
    this.events.length = 0;
  }

  /** Ends open watches as a time limit does, or as a broken connection does. */
  endWatches(how: 'ended' | 'broken'): void {
    for (const watch of this.watches) {
      if (how === 'ended') watch.end();
      else watch.destroy();
    }
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { url = '', headers } = request;
    const query = new URL(url, this.url).searchParams;
    const isAllowed = this.token === null || headers.authorization === `Bearer ${this.token}`;
    if (!isAllowed || !url.startsWith(this.path)) {
      this.asked.refused += 1;
      response.writeHead(isAllowed ? 404 : 401).end();
    } else if (query.get('watch') === 'true') this.watch(response, query);
    else this.list(response, query);
  }

  private list(response: ServerResponse, query: URLSearchParams): void {
    this.asked.list += 1;
    const from = Number(query.get('continue') ?? 0);
    const to = from + Math.min(this.pageSize, Number(query.get('limit')));
    const all = [...this.slices.values()];
    const next = to < all.length ? `${to}` : undefined;
    const metadata = { resourceVersion: `${this.version}`, ...(next === undefined ? {} : { continue: next }) };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ kind: 'EndpointSliceList', metadata, items: all.slice(from, to) }));
  }

  private watch(response: ServerResponse, query: URLSearchParams): void {
    this.asked.watch += 1;
    const from = Number(query.get('resourceVersion'));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (from < this.oldest) {
      write(response, { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } });
      response.end();
      return;
    }
    for (const event of this.events) if (event.version > from) write(response, event);
    this.watches.add(response);
    response.on('close', () => this.watches.delete(response));
  }

  private tell(event: Event): void {
    this.events.push(event);
    for (const watch of this.watches) write(watch, event);
  }
}

/** In two pieces: events end where they end, not where chunks do. */
function write(response: ServerResponse, event: object): void {
  const line = `${JSON.stringify(event)}\n`;
  const middle = Math.floor(line.length / 2);
  response.write(line.slice(0, middle));
  response.write(line.slice(middle));
}
