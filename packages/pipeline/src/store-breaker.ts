/**
 * Whether the store of limits can be asked. Opened by the first ask that fails because the store is away or silent; from
 * then on nobody waits for it, and one probe at a time looks whether it is back. On a cluster each shard has a circuit of
 * its own: its primary alone may be away.
 */

export interface StoreBreakerOptions {
  /** Asks the store for something of a shard; rejects when it doesn't answer. */
  probe: (shard: number) => Promise<unknown>;
  /** Whether shards fail apart. */
  isCluster: boolean;
  /** Told that a circuit is closed again. */
  onRecovered: () => void;
}

/** Between two probes that fail at once. */
const PROBE_INTERVAL_MS = 50;

/** Replies by which a server says that it can't serve now. */
const AWAY_REPLY = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY)\b/;

/** Whether an error of the client says that the store is away, and not that it didn't like what it was asked. */
export function isStoreAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name !== 'ReplyError' || AWAY_REPLY.test(error.message);
}

/** Whether nothing came in time, rather than something that says no. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Command timed out';
}

export class StoreBreaker {
  private readonly options: StoreBreakerOptions;
  /** Circuits that are open, and whether the store is away for certain: silence for a moment only suggests it. */
  private readonly away = new Map<number, { isCertain: boolean }>();
  private isClosed = false;
  /** How often a circuit was opened. */
  openings = 0;

  constructor(options: StoreBreakerOptions) {
    this.options = options;
  }

  /** Circuits that are open now. */
  get open(): number {
    return this.away.size;
  }

  /** Whether nobody is to ask the store; `certainly`: whether it is known to be away, and not only silent. */
  isOpen(shard: number, certainly: boolean): boolean {
    if (this.away.size === 0) return false;
    const circuit = this.away.get(this.circuitOf(shard));
    return circuit !== undefined && (circuit.isCertain || !certainly);
  }

  /** An ask failed because the store is away, or was silent for a moment. */
  trip(shard: number, isCertain: boolean): void {
    const circuit = this.circuitOf(shard);
    if (this.isClosed) return;
    const known = this.away.get(circuit);
    this.away.set(circuit, { isCertain: isCertain || known?.isCertain === true });
    if (known !== undefined) return;
    this.openings += 1;
    this.probe(circuit);
  }

  /** Ends the probes. */
  close(): void {
    this.isClosed = true;
  }

  private probe(circuit: number): void {
    this.options.probe(circuit).then(
      () => {
        this.away.delete(circuit);
        this.options.onRecovered();
      },
      () => {
        if (this.isClosed) return;
        setTimeout(() => this.probe(circuit), PROBE_INTERVAL_MS).unref();
      },
    );
  }

  private circuitOf(shard: number): number {
    return this.options.isCluster ? shard : 0;
  }
}
