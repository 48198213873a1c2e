#!/usr/bin/env node
/**
 * Stands in for Prisma's native `schema-engine`, which is a download: the same engine as WASM ships on npm
 * (@prisma/schema-engine-wasm) and reaches PostgreSQL through @prisma/adapter-pg. The CLI starts this file instead
 * (PRISMA_SCHEMA_ENGINE_BINARY, set by prisma.config.ts), with the native binary's arguments, and speaks its
 * line-delimited JSON-RPC with it. That protocol is internal to Prisma, so all @prisma packages are pinned to one version
 * and a test compares the migrations with the schema through it. PostgreSQL only.
 *
 * A developer with internet access may use the native engine: set PRISMA_SCHEMA_ENGINE_BINARY to it.
 */
import { parseArgs } from 'node:util';
import { runDatabaseCommand } from './database-command.mjs';
import { serveRpc } from './rpc-server.mjs';

const argv = process.argv.slice(2);
const { values, positionals } = parseArgs({
  args: argv,
  strict: false,
  allowPositionals: true,
  options: {
    datasource: { type: 'string' },
    datamodels: { type: 'string', multiple: true, short: 'd' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
});

/** @type {{ url?: string, shadowDatabaseUrl?: string }} */
const datasource = typeof values.datasource === 'string' ? JSON.parse(values.datasource) : {};
const files = (Array.isArray(values.datamodels) ? values.datamodels : []).filter((file) => typeof file === 'string');

if (argv.includes('--version')) console.log('schema-engine-cli wasm');
else if (positionals.includes('cli')) await runDatabaseCommand(positionals.at(-1) ?? '', datasource.url ?? '');
else await serveRpc(datasource, files);
