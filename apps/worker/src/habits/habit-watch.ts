/**
 * Holds calls against the habits of their keys, and tells of what is unlike them. Fed by the call records as they are
 * written; gathers in memory, and every so often takes the rows of the keys that were used, under their locks, so that
 * several workers that each see a part of a key's calls count them together. Telemetry: what isn't taken in before this
 * process dies is lost.
 */
import type { CallRecord } from '@turnpike/contracts/call-record';
import { publicId } from '@turnpike/domain/ids';
import { formatAddress, parseNetwork } from '@turnpike/domain/network';
import type pg from 'pg';
import { inTransaction } from '../usage/transaction.js';
import { absorb, type Finding, HabitsSchema, noHabits, type Seen } from './key-habits.js';
import { tellFinding } from './tell-finding.js';

const KEYS_AT_ONCE = 200;
/** Beyond them, keys are passed over until what waits is taken in. */
const KEYS_WAITING = 50_000;
const NETWORKS_PER_LOOK = 50;
const MINUTE_MS = 60_000;
/** Keys that were not used for so long have no habits any more. */
const FORGET_AFTER = '100 days';

const ENSURE = `
  INSERT INTO key_habits (key_id, tenant_id, habits, updated_at)
  SELECT key_id, tenant_id, 'null', now() FROM unnest($1::uuid[], $2::uuid[]) AS used (key_id, tenant_id)
  ON CONFLICT DO NOTHING`;
/** In one order, so that two workers never wait for each other's. */
const LOCK = `
  SELECT key_id AS "keyId", habits FROM key_habits WHERE key_id = ANY($1::uuid[]) ORDER BY key_id FOR UPDATE`;
const WRITE = `
  UPDATE key_habits SET habits = changed.habits, updated_at = now()
  FROM jsonb_to_recordset($1::jsonb) AS changed ("keyId" uuid, habits jsonb) WHERE key_id = changed."keyId"`;
const FORGET = `DELETE FROM key_habits WHERE updated_at < now() - interval '${FORGET_AFTER}'`;

interface Used extends Seen {
  readonly tenantId: string;
  readonly applicationId: string | null;
  readonly calls: Map<number, number>;
  readonly networks: Map<string, { address: string; atMs: number }>;
  readonly attacks: Map<string, Seen['attacks'] extends ReadonlyMap<string, infer E> ? E : never>;
}

export class HabitWatch {
  private used = new Map<string, Used>();

  /** Costs a few looks into maps by record; touches nothing else. */
  see(records: readonly CallRecord[]): void {
    for (const record of records) {
      const { apiKeyId, tenantId } = record;
      if (apiKeyId !== null && tenantId !== null) this.note({ ...record, apiKeyId, tenantId });
    }
  }

  /** Takes in what was seen. Rejects when PostgreSQL is away; what wasn't taken in is kept. */
  async look(pool: pg.Pool, signal: AbortSignal): Promise<void> {
    while (this.used.size > 0 && !signal.aborted) {
      const batch = new Map([...this.used].slice(0, KEYS_AT_ONCE));
      for (const keyId of batch.keys()) this.used.delete(keyId);
      try {
        await inTransaction(pool, (client) => takeIn(client, batch));
      } catch (error) {
        for (const [keyId, used] of batch) if (!this.used.has(keyId)) this.used.set(keyId, used);
        throw error;
      }
    }
  }

  private note({
    id,
    apiKeyId,
    tenantId,
    applicationId,
    ...record
  }: CallRecord & { apiKeyId: string; tenantId: string }): void {
    const used = this.used.get(apiKeyId) ?? this.begin(apiKeyId, { tenantId, applicationId });
    if (used === null) return;
    const atMs = record.startedAtMs;
    const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    used.calls.set(minuteMs, (used.calls.get(minuteMs) ?? 0) + 1);
    const { address, attack } = record.detail;
    const network = address === null ? null : networkOf(address);
    if (network !== null && address !== null && used.networks.size < NETWORKS_PER_LOOK)
      used.networks.set(network, used.networks.get(network) ?? { address, atMs });
    if (attack === null) return;
    const blocked = record.errorCode === 'request_blocked';
    used.attacks.set(attack.kind, { ...attack, blocked, requestId: publicId('request', id) });
  }

  private begin(keyId: string, whose: Pick<Used, 'tenantId' | 'applicationId'>): Used | null {
    if (this.used.size >= KEYS_WAITING) return null;
    const used: Used = { ...whose, calls: new Map(), networks: new Map(), attacks: new Map() };
    this.used.set(keyId, used);
    return used;
  }
}

/** Forgets keys that aren't used any more. */
export async function forgetOldHabits(pool: pg.Pool): Promise<void> {
  await pool.query(FORGET);
}

async function takeIn(client: pg.PoolClient, batch: ReadonlyMap<string, Used>): Promise<void> {
  const keyIds = [...batch.keys()];
  await client.query(ENSURE, [keyIds, [...batch.values()].map(({ tenantId }) => tenantId)]);
  const { rows } = await client.query<{ keyId: string; habits: unknown }>(LOCK, [keyIds]);
  const changed: { keyId: string; habits: object }[] = [];
  const told: { keyId: string; used: Used; finding: Finding }[] = [];
  for (const { keyId, habits: stored } of rows) {
    const used = batch.get(keyId);
    if (used === undefined) continue;
    const known = HabitsSchema.safeParse(stored);
    const { habits, findings } = absorb(known.success ? known.data : noHabits(Math.min(...used.calls.keys())), used);
    changed.push({ keyId, habits });
    told.push(...findings.map((finding) => ({ keyId, used, finding })));
  }
  await client.query(WRITE, [JSON.stringify(changed)]);
  for (const { keyId, used, finding } of told)
    await tellFinding(client, { keyId, tenantId: used.tenantId, applicationId: used.applicationId }, finding);
}

/** Of 24 bits, of IPv6 of 48; null for what is no address. */
function networkOf(address: string): string | null {
  const plain = formatAddress(address);
  return plain === null ? null : parseNetwork(`${plain}/${plain.includes(':') ? 48 : 24}`);
}
