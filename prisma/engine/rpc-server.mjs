/**
 * The engine's JSON-RPC on stdin and stdout: one request a line, answered in order. Whatever goes wrong, starting the
 * engine included, is the answer to a request: an engine that just dies would look like success to the CLI.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { clientConfig, EngineAdapterFactory } from './connection.mjs';
import { writeLogLine } from './log-line.mjs';

/**
 * @typedef {{ url?: string, shadowDatabaseUrl?: string }} Datasource
 * @typedef {{ id: unknown, method: string, params?: unknown }} Request
 * @typedef {Record<string, (params: unknown) => unknown>} Engine
 */

/** Never connected to: some commands compare files alone. */
const NO_DATABASE = 'postgresql://127.0.0.1:1/none';

/**
 * @param {Datasource} datasource
 * @param {string[]} files Prisma schema files.
 */
export async function serveRpc(datasource, files) {
  const starting = startEngine(datasource, files);
  // A failure is answered to each request; without one it must not end the process first.
  starting.catch(() => undefined);
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const request = /** @type {Request} */ (JSON.parse(line));
    if (request.method) await answer(request, starting);
  }
  process.exit(0);
}

/**
 * @param {Request} request
 * @param {Promise<Engine>} starting
 */
async function answer({ id, method, params }, starting) {
  try {
    const engine = await starting;
    const call = engine[method];
    if (call === undefined) throw new Error(`Unknown method ${method}`);
    const result = /** @type {{ stdout?: string } | null} */ (await call(params ?? {}));
    // The native engine prints a diff while it works; the WASM one returns it.
    if (method === 'diff' && result?.stdout) send({ id: 0, method: 'print', params: { content: result.stdout } });
    send({ id, result: result ?? {} });
  } catch (error) {
    send({
      id,
      error: { code: 4466, message: 'An error happened. Check the data field for details.', data: errorData(error) },
    });
  }
}

/** @param {unknown} error */
function errorData(error) {
  const { message, code, error_code, meta } = /** @type {Record<string, unknown>} */ (error ?? {});
  const errorCode = code ?? error_code;
  return {
    is_panic: false,
    message: message ?? String(error),
    ...(errorCode === undefined ? {} : { error_code: errorCode }),
    ...(meta === undefined ? {} : { meta }),
  };
}

/** @param {Record<string, unknown>} message */
function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/**
 * @param {Datasource} datasource
 * @param {string[]} files
 * @returns {Promise<Engine>}
 */
async function startEngine({ url, shadowDatabaseUrl }, files) {
  const schemas = await Promise.all(
    files.map(async (file) => /** @type {[string, string]} */ ([file, await readFile(file, 'utf8')])),
  );
  const SchemaEngine = await loadEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(new EngineAdapterFactory(url ?? NO_DATABASE, shadowDatabaseUrl));
  const verbose = process.env.DEBUG?.includes('schema-engine') ?? false;
  /** @param {unknown} line */
  const log = (line) => (verbose ? process.stderr.write(`${String(line)}\n`) : undefined);
  const datamodels = schemas.length > 0 ? schemas : undefined;
  const engine = await SchemaEngine.new({ datamodels }, log, /** @type {any} */ (factory));
  return new Proxy(/** @type {Engine} */ ({}), {
    get: (_, /** @type {string} */ method) => {
      // The native engine has these two; the WASM one has them under another name, or leaves them to the adapter.
      if (method === 'getDatabaseVersion') return () => engine.version();
      if (method === 'createDatabase')
        return () => ({ databaseName: clientConfig(url ?? NO_DATABASE).config.database });
      return /** @type {any} */ (engine)[method]?.bind(engine);
    },
  });
}

/** Instantiates the WASM by hand: the package's own entry relies on a bundler to import it. */
async function loadEngine() {
  const require = createRequire(import.meta.url);
  /** @type {any} */
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const path = require.resolve('@prisma/schema-engine-wasm').replace(/schema_engine\.js$/, 'schema_engine_bg.wasm');
  /** @type {any} */
  const scope = globalThis;
  const { instance } = await scope.WebAssembly.instantiate(await readFile(path), { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  scope.PRISMA_WASM_PANIC_REGISTRY ??= { set_message: (/** @type {string} */ text) => writeLogLine('ERROR', text) };
  return /** @type {typeof import('@prisma/schema-engine-wasm').SchemaEngine} */ (bindings.SchemaEngine);
}
