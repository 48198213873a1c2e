/**
 * When each key or other credential was last used, as their lists show it. Drains note it in memory; a loop of its own
 * writes it over the telemetry lane's connection, each key at most once a minute. What a killed process had noted is
 * lost: the next call says it again.
 */
import type pg from 'pg';

const WRITE_EVERY_MS = 60_000;

/** Where credentials are kept that have a last use. */
const TABLES = ['api_keys', 'signing_secrets', 'oauth_clients', 'oauth_grants'] as const;

const writeIn = (table: string) => `
       free_${table} AS (SELECT k.id FROM ${table} k WHERE k.id = ANY($1::uuid[]) FOR UPDATE SKIP LOCKED),
       written_${table} AS (UPDATE ${table} k SET last_used_at = used.at FROM used JOIN free_${table} USING (id)
                            WHERE k.id = used.id AND (k.last_used_at IS NULL OR k.last_used_at < used.at))`;

const heldIn = (table: string) => `
  SELECT k.id FROM ${table} k
  WHERE k.id = ANY($1::uuid[]) AND NOT EXISTS (SELECT FROM free_${table} f WHERE f.id = k.id)`;

/** Those that a change of the control plane holds locked are passed over rather than waited for; these are what it gives. */
const WRITE = `
  WITH used AS (SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS u (id, at)),${TABLES.map(writeIn).join(',')}
  ${TABLES.map(heldIn).join(' UNION ALL ')}`;

export class KeyUses {
  /** Newest use by key that waits to be written, in unix ms. */
  private readonly noted = new Map<string, number>();
  /** When a key was written last, by our clock; forgotten after the minute it counts for. */
  private readonly writtenAt = new Map<string, number>();
  private readonly nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.nowMs = nowMs;
  }

  /** Costs a look into a map; touches nothing else. */
  note(keyId: string, usedAtMs: number): void {
    if ((this.noted.get(keyId) ?? 0) < usedAtMs) this.noted.set(keyId, usedAtMs);
  }

  /**
   * Writes the keys that are due, or as the last thing all of them. Rejects when the database is away; what could not be
   * written is kept for the next time.
   */
  async write(pool: pg.Pool, isLast = false): Promise<void> {
    const now = this.nowMs();
    for (const [keyId, at] of this.writtenAt) if (now - at >= WRITE_EVERY_MS) this.writtenAt.delete(keyId);
    const due = [...this.noted].filter(([keyId]) => isLast || !this.writtenAt.has(keyId));
    if (due.length === 0) return;
    const values = [due.map(([keyId]) => keyId), due.map(([, usedAtMs]) => new Date(usedAtMs))];
    const { rows } = await pool.query<{ id: string }>(WRITE, values);
    const held = new Set(rows.map(({ id }) => id));
    for (const [keyId, usedAtMs] of due) {
      if (held.has(keyId)) continue;
      this.writtenAt.set(keyId, now);
      if (this.noted.get(keyId) === usedAtMs) this.noted.delete(keyId);
    }
  }
}
