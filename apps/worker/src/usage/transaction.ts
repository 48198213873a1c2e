import type pg from 'pg';

/** Runs work in one transaction. A failed commit may have succeeded: whatever runs here must bear to be repeated. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    // A connection that can't roll back is thrown away, so that nobody inherits its transaction.
    client.release(broken);
  }
}
