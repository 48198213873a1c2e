import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll } from 'vitest';
import { newId } from '@turnpike/domain/ids';
import type { AdmissionRequest } from '../src/admission.js';
import { loadTenant } from '../src/balance.js';
import type { HoldContext } from '../src/hold-record.js';
import { KeySpace, shardOf } from '../src/keys.js';
import { beginRebuild, finishRebuild } from '../src/processes.js';
import type { Settlement } from '../src/settlement.js';

const URL = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:26379';

/** Connections to the test Redis, and key spaces of their own; keys and connections are gone when the file is done. */
export class RedisFixture {
  readonly redis: Redis;
  private readonly root = `test-${randomBytes(6).toString('hex')}`;
  private readonly connections: Redis[] = [];
  private spaces = 0;

  constructor() {
    this.redis = this.connect();
    afterAll(async () => {
      const left = await this.scan(`${this.root}*`);
      if (left.length > 0) await this.redis.unlink(...left);
      for (const connection of this.connections) connection.disconnect();
    });
  }

  connect(): Redis {
    const connection = new Redis(URL, { maxRetriesPerRequest: 1 });
    this.connections.push(connection);
    return connection;
  }

  keySpace(): KeySpace {
    return new KeySpace(`${this.root}:${this.spaces++}`);
  }

  /** Everything under a key space, as Redis would dump it: equal snapshots mean that nothing changed. */
  async snapshot(keys: KeySpace): Promise<Map<string, string>> {
    const names = await this.scan(keys.records().replace(/records$/, '*'));
    const dumps = await Promise.all(
      names.sort().map(async (name) => (await this.redis.dumpBuffer(name)).toString('hex')),
    );
    return new Map(names.map((name, index) => [name, dumps[index] as string]));
  }

  /** Opens a shard for business, as the first process of a deployment does. */
  async openShard(keys: KeySpace, shard: number): Promise<void> {
    const { generation } = await beginRebuild({ redis: this.redis, keys }, shard, randomUUID());
    await finishRebuild({ redis: this.redis, keys }, shard, generation);
  }

  /** A tenant in an open shard, at epoch 1 and ledger version 1. */
  async tenant(keys: KeySpace, posted: bigint, shard?: number): Promise<string> {
    const tenantId = tenantOfShard(shard ?? randomInt(256));
    await this.openShard(keys, shardOf(tenantId));
    await loadTenant({ redis: this.redis, keys }, { tenantId, epoch: '1', posted, version: '1', quotas: [] });
    return tenantId;
  }

  private async scan(match: string): Promise<string[]> {
    const names = new Set<string>();
    let cursor = '0';
    do {
      const [next, found] = await this.redis.scan(cursor, 'MATCH', match, 'COUNT', 5000);
      for (const name of found) names.add(name);
      cursor = next;
    } while (cursor !== '0');
    return [...names];
  }
}

/** A new tenant id that lands in the given shard. */
export function tenantOfShard(shard: number): string {
  return newId().slice(0, -2) + shard.toString(16).padStart(2, '0');
}

export const CONTEXT: HoldContext = {
  app: newId(), key: newId(), sub: newId(), prd: newId(), plv: newId(), env: 'live', op: 'chat.completions',
  mdl: 'a|b,c/d', cur: 'USD', str: true, usr: 'line\n|break', at: 1_790_000_000_000,
}; // prettier-ignore

/** A call with a hold of 10 and no limits, but for what is given. */
export function call(tenantId: string, given: Partial<AdmissionRequest> = {}): AdmissionRequest {
  return {
    tenantId,
    requestId: newId(),
    owner: 'owner-a',
    epoch: '1',
    hold: 10n,
    enforceBalance: true,
    context: JSON.stringify(CONTEXT),
    peek: false,
    limits: [],
    ...given,
  };
}

/** The settlement of an admitted call with a charge of 10, but for what is given. */
export function settlementOf(
  admitted: { tenantId: string; requestId: string },
  given: Partial<Settlement> = {},
): Settlement {
  const { tenantId, requestId } = admitted;
  return {
    tenantId,
    requestId,
    eventId: requestId,
    charge: 10n,
    enforceBalance: true,
    counted: true,
    tokens: 0,
    requiredOwner: null,
    event: `{"id":"${requestId}","note":"a|b"}`,
    ...given,
  };
}
