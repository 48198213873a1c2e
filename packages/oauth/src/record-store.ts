/**
 * Where oidc-provider keeps codes, refresh tokens, waiting requests and used assertions: rows of `oauth_records`, under
 * the digest of the handle that stands for them, and without it. What is used once is used once, whichever processes it is
 * shown to at the same time. Its sessions are not kept: who is signed in is the portal's to say, every time.
 */
import type { ManagementContext } from '@turnpike/management/management-context';
import { recordId } from '@turnpike/management/oauth/record-id';
import type { Adapter, AdapterPayload } from 'oidc-provider';

type Pool = ManagementContext['db']['pool'];

interface Stored {
  payload: AdapterPayload;
  consumedAt: Date | null;
}

const INSERT_ONCE = `
  INSERT INTO oauth_records (model, id, payload, grant_id, expires_at)
  VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5)) ON CONFLICT (model, id) DO NOTHING`;
const INSERT = INSERT_ONCE.replace(
  'NOTHING',
  'UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at',
);

/** Called with the id of the grant when something that is good once is shown twice at the same time. */
export type OnReuse = (grantId: string | null) => Promise<never>;

export class RecordStore implements Adapter {
  readonly #model: string;
  readonly #pool: Pool;
  readonly #onReuse: OnReuse;

  constructor(model: string, pool: Pool, onReuse: OnReuse) {
    this.#model = model;
    this.#pool = pool;
    this.#onReuse = onReuse;
  }

  /** An assertion that was used before can't be put here again: it was shown twice at the same time. */
  async upsert(handle: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { jti: _, ...rest } = payload;
    const { rowCount } = await this.#pool.query(this.#model === 'ReplayDetection' ? INSERT_ONCE : INSERT, [
      this.#model,
      recordId(handle),
      JSON.stringify(rest),
      payload.grantId ?? null,
      expiresIn ?? null,
    ]);
    if (rowCount === 0) await this.#onReuse(null);
  }

  async find(handle: string): Promise<AdapterPayload | undefined> {
    const { rows } = await this.#pool.query<Stored>(
      `SELECT payload, consumed_at AS "consumedAt" FROM oauth_records WHERE model = $1 AND id = $2`,
      [this.#model, recordId(handle)],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const consumed = row.consumedAt === null ? {} : { consumed: Math.floor(row.consumedAt.getTime() / 1_000) };
    return { ...row.payload, ...consumed, jti: handle };
  }

  async consume(handle: string): Promise<void> {
    const { rows } = await this.#pool.query<{ grantId: string | null; wasFirst: boolean }>(
      `WITH used AS (UPDATE oauth_records SET consumed_at = now()
                     WHERE model = $1 AND id = $2 AND consumed_at IS NULL RETURNING id)
       SELECT grant_id AS "grantId", EXISTS (SELECT FROM used) AS "wasFirst"
       FROM oauth_records WHERE model = $1 AND id = $2`,
      [this.#model, recordId(handle)],
    );
    if (rows[0]?.wasFirst !== true) await this.#onReuse(rows[0]?.grantId ?? null);
  }

  async destroy(handle: string): Promise<void> {
    await this.#pool.query('DELETE FROM oauth_records WHERE model = $1 AND id = $2', [this.#model, recordId(handle)]);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#pool.query('DELETE FROM oauth_records WHERE model = $1 AND grant_id = $2', [this.#model, grantId]);
  }

  findByUid(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

const nothing = () => Promise.resolve(undefined);

/** Keeps nothing. */
export const NOWHERE: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
};
