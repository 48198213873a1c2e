import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources, so tests need no build. `import` and `module` are left out on purpose: they
// would reach the workers as flags, and a `require` inside a dependency would then be given an ES module.
// The first is a name of ours: dependencies have a condition `source` of their own, and TypeScript in it that Node refuses.
const SOURCE = '@turnpike/source';
const conditions = [SOURCE, 'node', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: [SOURCE] } },
  test: {
    include: ['{apps,packages,infra}/**/*.test.ts', 'prisma/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '.local/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
