// Runs the direction rules of .dependency-cruiser.cjs over the house, and proves first that they can fail: every rule
// must catch a violation planted for it in a throw-away house. Then the real graph must hold enough modules and the
// edges known to be there, because rules over an empty or half-resolved graph are always green.
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folders = ['apps', 'packages', 'prisma', 'infra'];
const minimumModules = 50;

/** Edges that must be in the graph as soon as both ends have files: each crosses a workspace by its package name. */
const knownEdges = [
  ['apps/gateway/src/', 'packages/pipeline/src/'],
  ['apps/gateway/src/', 'packages/management/src/'],
  ['apps/worker/src/', 'packages/queues/src/'],
  ['apps/worker/src/', 'packages/pipeline/src/'],
  ['apps/portal/src/', 'packages/management/src/'],
  ['packages/snapshot/src/', 'packages/management/src/'],
  ['packages/snapshot/src/', 'packages/pipeline/src/'],
  ['packages/management/src/', 'prisma/src/'],
  ['packages/pipeline/src/', 'packages/domain/src/'],
];

/**
 * One row per rule: its name, then a chain in which each file imports the next. The violation is expected at the
 * chain's first file. A name without a slash is an npm package or a Node module.
 */
const planted = [
  ['no-cycle', 'packages/domain/src/a.ts', 'packages/domain/src/b.ts', 'packages/domain/src/a.ts'],
  ['app-imports-app', 'apps/gateway/src/a.ts', 'apps/worker/src/a.ts'],
  ['package-imports-app', 'packages/queues/src/a.ts', 'apps/worker/src/a.ts'],
  ['product-imports-infra', 'apps/worker/src/b.ts', 'infra/local/a.ts'],
  ['inner-imports-use-cases', 'packages/limits/src/a.ts', 'packages/management/src/a.ts'],
  ['management-and-corridor-apart', 'packages/management/src/b.ts', 'packages/pipeline/src/a.ts'],
  ['corridor-and-management-apart', 'packages/pipeline/src/b.ts', 'packages/management/src/a.ts'],
  ['endpoints-import-pipeline', 'packages/endpoints/src/a.ts', 'packages/pipeline/src/a.ts'],
  ['centre-imports-outward', 'packages/errors/src/a.ts', 'packages/telemetry/src/a.ts'],
  ['product-imports-testing', 'apps/worker/src/c.ts', 'packages/testing/src/a.ts'],
  ['nest-stays-at-the-door', 'packages/management/src/c.ts', '@nestjs/common'],
  ['corridor-reaches-store', 'packages/pipeline/src/c.ts', 'packages/limits/src/b.ts', 'prisma/src/a.ts'],
  ['stage-imports-stage', 'packages/pipeline/src/stages/admit.stage.ts', 'packages/pipeline/src/stages/admit-again.ts'],
  ['centre-has-no-io', 'packages/contracts/src/a.ts', 'node:fs'],
  ['centre-has-no-client', 'packages/contracts/src/b.ts', 'ioredis'],
  ['undici-only-in-egress', 'apps/gateway/src/b.ts', 'undici'],
  ['prisma-only-in-db', 'packages/management/src/d.ts', '@prisma/client'],
  ['bullmq-only-in-queues', 'apps/gateway/src/c.ts', 'bullmq'],
  ['portal-goes-through-use-cases', 'apps/portal/src/a.tsx', 'prisma/src/a.ts'],
  ['sandbox-is-outside', 'apps/sandbox/src/a.ts', 'packages/limits/src/c.ts'],
  ['no-unresolved', 'apps/gateway/src/d.ts', 'no-such-package'],
  ['not-declared', 'apps/gateway/src/e.ts', 'ioredis'],
  ['ships-dev-dependency', 'apps/gateway/src/f.ts', 'openai'],
  ['vague-folder', 'packages/queues/src/utils/a.ts', 'packages/queues/src/b.ts'],
  ['vague-folder-imported', 'packages/queues/src/c.ts', 'packages/queues/src/helpers/a.ts'],
  ['vague-folder-orphan', 'packages/queues/src/shared/a.ts'],
];

/** Imports that must stay allowed in the throw-away house: a rule that forbids everything is no rule. */
const allowed = [
  ['packages/pipeline/src/stages/route.stage.ts', 'packages/pipeline/src/stages/route/order.ts'],
  ['packages/pipeline/src/stages/route.stage.test.ts', 'packages/testing/src/a.ts'],
  ['apps/portal/src/b.tsx', 'packages/management/src/a.ts'],
  ['apps/portal/src/server/management.ts', 'prisma/src/b.ts'],
  ['packages/management/src/e.ts', 'prisma/src/b.ts'],
  ['packages/limits/src/d.ts', 'undici-declared'],
];

/** @typedef {import('dependency-cruiser').ICruiseResult} CruiseResult */

/** @param {string} to */
const isHouseFile = (to) => folders.some((folder) => to.startsWith(`${folder}/`));

/** @param {string} baseDir @returns {Promise<CruiseResult>} */
async function readGraph(baseDir) {
  const options = await extractDepcruiseOptions(path.join(root, '.dependency-cruiser.cjs'));
  const { output } = await cruise(folders, { ...options, baseDir, validate: true });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered text where its result was asked for');
  return output;
}

/** Writes the throw-away house: each file holds the imports that the rows give it. @param {string} dir */
function plant(dir) {
  /** @type {Map<string, Set<string>>} */
  const importsOf = new Map(folders.map((folder) => [`${folder}/keep.ts`, new Set()]));
  const chains = [...planted.map(([, ...chain]) => chain), ...allowed];
  for (const chain of chains)
    for (const [index, file] of chain.entries()) {
      if (!isHouseFile(file)) continue;
      const imports = importsOf.get(file) ?? new Set();
      const next = chain[index + 1];
      if (next) imports.add(isHouseFile(next) ? `./${path.posix.relative(path.posix.dirname(file), next)}` : next);
      importsOf.set(file, imports);
    }
  const packages = ['@nestjs/common', '@prisma/client', 'bullmq', 'ioredis', 'openai', 'undici', 'undici-declared'];
  const write = (/** @type {string} */ file, /** @type {string} */ text) => {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  };
  for (const [file, imports] of importsOf) write(file, [...imports].map((name) => `import '${name}';\n`).join(''));
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  const dependencies = { 'undici-declared': '1.0.0' };
  write('package.json', JSON.stringify({ dependencies, devDependencies: { openai: '1.0.0' } }));
}

/** @returns {Promise<string[]>} what is wrong with the rules themselves */
async function checkRules() {
  const dir = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'boundaries-')));
  try {
    plant(dir);
    const { summary } = await readGraph(dir);
    const names = (summary.ruleSetUsed?.forbidden ?? []).map((rule) => rule.name);
    const found = new Set(summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
    const accused = new Set(summary.violations.map(({ from }) => from));
    return [
      ...names
        .filter((name) => !planted.some(([rule]) => rule === name))
        .map((name) => `no violation planted: ${name}`),
      ...planted.filter(([rule, from]) => !found.has(`${rule} ${from}`)).map((row) => `not caught: ${row.join(' → ')}`),
      ...allowed.filter(([from]) => accused.has(String(from))).map((row) => `wrongly caught: ${row.join(' → ')}`),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {CruiseResult} graph @returns {string[]} what is wrong with the house */
function checkGraph({ modules, summary }) {
  const own = modules.filter(({ source }) => isHouseFile(source) && !source.includes('node_modules/'));
  const missing = knownEdges.filter(([from = '', to = '']) => {
    const importers = own.filter(({ source }) => source.startsWith(from));
    const bothExist = importers.length > 0 && own.some(({ source }) => source.startsWith(to));
    return (
      bothExist && !importers.some(({ dependencies }) => dependencies.some((edge) => edge.resolved.startsWith(to)))
    );
  });
  return [
    ...(own.length < minimumModules ? [`only ${own.length} modules read, expected at least ${minimumModules}`] : []),
    ...missing.map((edge) => `known edge not in the graph: ${edge.join(' → ')}`),
    ...summary.violations.map(({ rule, from, to, cycle, via }) => {
      const steps = (cycle ?? via ?? []).map(({ name }) => name);
      return `${rule.name}: ${[from, ...(steps.length > 0 ? steps : [to])].join(' → ')}`;
    }),
  ];
}

const graph = await readGraph(root);
const problems = [...(await checkRules()), ...checkGraph(graph)];
for (const problem of problems) console.error(problem);
console.log(`boundaries: ${planted.length} rules, ${graph.modules.length} modules, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
