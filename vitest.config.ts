import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources, so tests need no build. `import` is left out on purpose: it would reach
// the workers as a flag, and a `require` inside a dependency would then be given an ES module.
const conditions = ['source', 'node', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['source'] } },
  test: {
    include: ['{apps,packages,infra}/**/*.test.ts', 'prisma/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '.local/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
