/** Connections for the schema engine: adapter-pg, made tolerant of what only the system catalogue holds. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

/** Prisma's own parameters, which PostgreSQL would refuse as settings of the session. */
const PRISMA_PARAMETERS = ['schema', 'connection_limit', 'pool_timeout', 'connect_timeout', 'pgbouncer'];
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * `"char"`, name, int2vector, regproc and their like, which adapter-pg refuses and introspection returns, read as the
 * common type that looks the same as text.
 * @type {Readonly<Record<number, number>>}
 */
const READ_AS = { 18: 1042, 19: 25, 22: 1005, 24: 25, 194: 25, 1002: 1014, 1003: 1009, 2205: 26 };
const CHAR_OID = 18;

/**
 * Discrete fields, never a connection string: it would win over `database` and hand out the main database as the shadow.
 * @param {string} url
 */
export function clientConfig(url) {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get('schema') ?? undefined;
  for (const name of PRISMA_PARAMETERS) parsed.searchParams.delete(name);
  const config = { ...parseIntoClientConfig(parsed.toString()), connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
  return { config, schema };
}

/**
 * One query outside of the engine, on a connection of its own.
 * @param {pg.ClientConfig} config
 * @param {string} [sql]
 */
export async function runOnce(config, sql) {
  const client = new pg.Client(config);
  await client.connect();
  try {
    if (sql !== undefined) await client.query(sql);
  } finally {
    await client.end();
  }
}

/** What the engine connects by. The shadow database is made where no URL names one, and dropped after use. */
export class EngineAdapterFactory extends PrismaPg {
  /**
   * @param {string} url
   * @param {string | undefined} shadowUrl
   */
  constructor(url, shadowUrl) {
    const { config, schema } = clientConfig(url);
    super(config, schema === undefined ? {} : { schema });
    this.clientConfig = config;
    this.shadowUrl = shadowUrl;
  }

  /** @override */
  async connect() {
    return tolerant(await super.connect());
  }

  /** @override */
  async connectToShadowDb() {
    if (this.shadowUrl !== undefined)
      return tolerant(await new PrismaPg(clientConfig(this.shadowUrl).config).connect());
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    await runOnce(this.clientConfig, `CREATE DATABASE ${pg.escapeIdentifier(database)}`);
    const shadow = tolerant(await new PrismaPg({ ...this.clientConfig, database }).connect());
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await runOnce(this.clientConfig, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`);
    };
    return shadow;
  }
}

/**
 * Renames the type of result columns that adapter-pg doesn't know; `"char"` stays a single character for the engine.
 * @template {Awaited<ReturnType<PrismaPg['connect']>>} Adapter
 * @param {Adapter} adapter
 * @returns {Adapter}
 */
function tolerant(adapter) {
  const pool = adapter.underlyingDriver();
  /** @type {AsyncLocalStorage<number[]>} */
  const characterColumns = new AsyncLocalStorage();
  /** @type {(...args: unknown[]) => Promise<pg.QueryResult>} */
  const query = /** @type {any} */ (pool.query.bind(pool));
  /** @param {unknown[]} args */
  const tolerantQuery = async (...args) => {
    const result = await query(...args);
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID === CHAR_OID) characterColumns.getStore()?.push(index);
      field.dataTypeID = READ_AS[field.dataTypeID] ?? field.dataTypeID;
    }
    return result;
  };
  pool.query = /** @type {any} */ (tolerantQuery);

  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = (params) => {
    /** @type {number[]} */
    const columns = [];
    return characterColumns.run(columns, async () => {
      const result = await queryRaw(params);
      for (const index of columns) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    });
  };
  return adapter;
}
