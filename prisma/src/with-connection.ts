import type pg from 'pg';

/**
 * Runs work on one connection of a pool. A connection that breaks while it is checked out says so by an event as well as
 * by its query; unheard, that event would end the process. A broken one is thrown away, so that nobody inherits it.
 */
export async function withConnection<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, discard: (reason: Error) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const discard = (reason: Error) => {
    broken = reason;
  };
  client.on('error', discard);
  try {
    return await work(client, discard);
  } finally {
    client.release(broken);
    // Only now: releasing gives the connection back its own listener.
    client.off('error', discard);
  }
}
