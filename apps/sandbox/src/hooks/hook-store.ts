import { randomUUID } from 'node:crypto';

/** What a sender sent. `path` includes the query. */
export interface ReceivedHook {
  name: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** One arrival. `arrival` counts those of its webhook-id under this name, from 1; more than 1 is a repetition. */
export interface Hook extends ReceivedHook {
  id: string;
  receivedAt: string;
  webhookId: string | null;
  arrival: number;
  /** The status answered; null while the answer waits, and for good when the sender left before it. */
  answered: number | null;
}

/** What arrived, in memory by receiver's name, and the secret each name was given. Bounded; the oldest go first. */
export class HookStore {
  private readonly names = new Map<string, Hook[]>();
  private readonly secrets = new Map<string, string>();
  private readonly perName: number;
  private readonly capacityNames: number;
  private readonly capacityBytes: number;
  private bytes = 0;

  constructor({ perName = 200, capacityNames = 100, capacityBytes = 32_000_000 } = {}) {
    this.perName = perName;
    this.capacityNames = capacityNames;
    this.capacityBytes = capacityBytes;
  }

  receive(received: ReceivedHook): Hook {
    const webhookId = received.headers['webhook-id'] ?? null;
    const kept = this.names.get(received.name) ?? [];
    const earlier = kept.findLast((hook) => hook.webhookId === webhookId)?.arrival ?? 0;
    const hook: Hook = {
      ...received,
      id: randomUUID(),
      receivedAt: new Date().toISOString(),
      webhookId,
      arrival: earlier + 1,
      answered: null,
    };
    kept.push(hook);
    this.bytes += weigh(hook);
    if (kept.length > this.perName) this.bytes -= weigh(kept.shift());
    // Set again at the end: the first name is then the one that has been silent longest.
    this.names.delete(received.name);
    this.names.set(received.name, kept);
    while (this.names.size > this.capacityNames || (this.bytes > this.capacityBytes && this.names.size > 1)) {
      const [silent = ''] = this.names.keys();
      this.clear(silent);
      this.secrets.delete(silent);
    }
    return hook;
  }

  /** Newest first; of every name when none is given. */
  list(name?: string): Hook[] {
    if (name !== undefined) return (this.names.get(name) ?? []).toReversed();
    return [...this.names.values()].flat().sort((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
  }

  find(name: string, id: string): Hook | undefined {
    return this.names.get(name)?.find((hook) => hook.id === id);
  }

  /** Names with something kept, the one that heard last first. */
  listNames(): { name: string; count: number }[] {
    return [...this.names].map(([name, hooks]) => ({ name, count: hooks.length })).reverse();
  }

  secretOf(name: string): string | null {
    return this.secrets.get(name) ?? null;
  }

  /** An empty secret forgets it. */
  setSecret(name: string, secret: string): void {
    this.secrets.delete(name);
    if (secret === '') return;
    this.secrets.set(name, secret);
    const [oldest = ''] = this.secrets.keys();
    if (this.secrets.size > this.capacityNames) this.secrets.delete(oldest);
  }

  /** Forgets what a name got, or what all got; secrets stay. Answers how many. */
  clear(name?: string): number {
    const names = name === undefined ? [...this.names.keys()] : [name];
    let cleared = 0;
    for (const each of names) {
      const hooks = this.names.get(each) ?? [];
      cleared += hooks.length;
      for (const hook of hooks) this.bytes -= weigh(hook);
      this.names.delete(each);
    }
    return cleared;
  }
}

/** Bytes an arrival keeps alive, nearly. */
function weigh(hook: Hook | undefined): number {
  if (hook === undefined) return 0;
  const headers = Object.entries(hook.headers).reduce((total, [name, value]) => total + name.length + value.length, 0);
  return hook.body.length + headers + hook.path.length;
}
