import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

// The native schema engine is a download; the same engine as WASM ships on npm and runs behind engine/schema-engine.mjs.
const engine = fileURLToPath(new URL('./engine/schema-engine.mjs', import.meta.url));
if (existsSync(engine)) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= engine;

export default defineConfig({
  schema: 'schema',
  migrations: { path: 'migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://127.0.0.1:5432/unset' },
});
