import { withConnection } from '@turnpike/db/with-connection';
import type pg from 'pg';

/** Runs work in one transaction. A failed commit may have succeeded: whatever runs here must bear to be repeated. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return withConnection(pool, async (client, discard) => {
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that can't roll back is thrown away, so that nobody inherits its transaction.
      await client.query('ROLLBACK').catch(discard);
      throw error;
    }
  });
}
