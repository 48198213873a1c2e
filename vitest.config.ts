import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources, so tests need no build. `import` and `module` are left out on purpose: they
// would reach the workers as flags, and a `require` inside a dependency would then be given an ES module.
// The first is a name of ours: dependencies have a condition `source` of their own, and TypeScript in it that Node refuses.
const SOURCE = '@turnpike/source';
const conditions = [SOURCE, 'node', 'default'];

// Whole systems: started processes, a browser. All the others keep no state in modules and mock none, so that a worker may
// run one file after the other and loads what they share once.
const SYSTEM = 'infra/{acceptance,browser}';
const exclude = ['**/node_modules/**', '**/dist/**', '.local/**'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: [SOURCE] } },
  test: {
    projects: [
      { extends: true, test: { name: 'system', include: [`${SYSTEM}/**/*.test.ts`], exclude } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['{apps,packages,infra}/**/*.test.ts', 'prisma/**/*.test.ts'],
          exclude: [...exclude, `${SYSTEM}/**`],
          isolate: false,
          setupFiles: ['packages/testing/src/fix-properties.ts'],
        },
      },
    ],
    pool: 'forks',
    // One more than the cores of the smallest machine: much of a test's time is waiting.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for may take its time on a busy machine; passing costs none of it.
    expect: { poll: { timeout: 15_000 } },
  },
});
