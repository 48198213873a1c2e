import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources, so tests need no build.
const conditions = ['source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['{apps,packages,infra}/**/*.test.ts', 'prisma/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '.local/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
