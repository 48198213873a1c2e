/** The gateway with its stores, and what the stores were asked. */
import { createDatabase } from '@turnpike/db/client';
import { migrate } from '@turnpike/db/migrate';
import { startPostgres } from '@turnpike/local/servers/postgres.mjs';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, startRedis } from '../system/app.mjs';
import { MEASURED } from '../system/cores.mjs';

const ANSWER_EMPTY = new URL('./answer-empty.mjs', import.meta.url).href;

/** @param {string} nodeOptions of the gateway */
export async function startFloodSystem(nodeOptions) {
  /** @type {(() => unknown)[]} What is running, the newest last. */
  const stops = [];
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-flood-'));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startPostgres();
  stops.push(postgres.remove);
  const redis = await startRedis(folder);
  stops.push(() => redis.process.stop());
  await migrate({ url: postgres.url });
  const secrets = { KEY_PEPPER: secret(), CREDENTIAL_KEY: secret() };
  const connections = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, REDIS_CACHE_URL: redis.url };
  const common = { connections, secrets, portalUrl: 'http://127.0.0.1:3000', spool: join(folder, 'spool') };
  const gateway = await startApp({
    ...common,
    folder: 'gateway',
    core: MEASURED,
    nodeOptions: `--import ${ANSWER_EMPTY} ${nodeOptions}`,
  });
  stops.push(gateway.process.end);
  const db = createDatabase({ url: postgres.url, poolSize: 1, applicationName: 'bench' });
  stops.push(() => db.close());
  return {
    url: gateway.url,
    pid: gateway.process.pid,
    /** Transactions of PostgreSQL and commands of Redis so far, whoever asked for them. */
    async storeUses() {
      const asked =
        'SELECT (xact_commit + xact_rollback)::int AS count FROM pg_stat_database WHERE datname = current_database()';
      const { rows } = await db.pool.query(asked);
      return { transactions: Number(rows[0]?.count), commands: await commandsOf(redis.url) };
    },
    async stop() {
      for (const stop of stops.toReversed()) await stop();
    },
  };
}

function secret() {
  return randomBytes(32).toString('base64');
}

/** @param {string} url */
function commandsOf(url) {
  const { hostname, port, username, password } = new URL(url);
  const auth = password === '' ? '' : `AUTH ${username === '' ? 'default' : username} ${password}\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.end(`${auth}INFO stats\r\nQUIT\r\n`));
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk))).on('error', reject);
    socket.on('close', () => resolve(Number(/total_commands_processed:(\d+)/.exec(text)?.[1])));
  });
}
