/**
 * One pool of connections per process, under both Prisma and raw SQL. Takes a URL; gives the client and the pool; never
 * reads the environment. After a restart of PostgreSQL the pool makes new connections by itself: what was in flight
 * fails, what comes later works.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient, Prisma } from './generated/client.js';

export { Prisma };

/** The client inside `prisma.$transaction(async (tx) => …)`. */
export type Transaction = Prisma.TransactionClient;

export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** Ends the pool once its queries are done. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** Most connections this process opens; 10 when omitted. */
  poolSize?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Any one statement is cut off after this long; 30 s when omitted. */
  statementTimeoutMs?: number;
  /** Hears of idle connections that broke; the pool replaces them. */
  onConnectionError?: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;
const STATEMENT_TIMEOUT_MS = 30_000;

/** Opens no connection until the first query. */
export function createDatabase(options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? 10,
    application_name: options.applicationName ?? 'turnpike',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (error) => options.onConnectionError?.(error));
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    // Waiting for a connection is not the work: a burst may queue for the pool longer than a transaction may run.
    transactionOptions: { maxWait: 10_000, timeout: statementTimeoutMs },
  });
  return {
    prisma,
    pool,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
