// Who may import whom. The layers, outermost first:
//   apps -> snapshot -> management, pipeline, endpoints -> packages with I/O -> pure centre (contracts, domain, errors)
// Every rule is proven to catch a planted violation by infra/local/check-boundaries.mjs, which also runs them all.

const tests = '\\.test\\.(ts|tsx|mjs)$|(^|/)test/|^packages/testing/';
const withInfra = `${tests}|^infra/`;
const centre = '^packages/(contracts|domain|errors)/';
const withIo = '^(packages/(providers|egress|limits|queues|telemetry|config)|prisma)/';
const inner = '^(packages/(providers|egress|limits|queues|telemetry|config|contracts|domain|errors)|prisma)/';
const useCases = '^packages/(management|pipeline|endpoints|snapshot)/';

/** An npm package by name. One that is not found has no such path, but no-unresolved reports it. */
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;

const nest = npm('@nestjs/[^/]+');
const prisma = npm('@prisma/[^/]+', 'prisma');

const vagueFolder = '(^|/)(common|shared|utils?|core|helpers?|lib|misc)/';
const house = '^(apps|packages|prisma|infra)/';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const direction = [
  {
    name: 'no-cycle',
    comment: 'Types count too: a cycle of types is two modules that are one.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'app-imports-app',
    comment: 'Apps meet over the wire, or in a package.',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'package-imports-app',
    comment: 'Nothing points outward.',
    from: { path: '^(packages|prisma)/' },
    to: { path: '^apps/' },
  },
  {
    name: 'product-imports-infra',
    comment: 'What ships does not know how it is started, measured or deployed.',
    from: { path: '^(apps|packages|prisma)/', pathNot: tests },
    to: { path: '^infra/' },
  },
  {
    name: 'inner-imports-use-cases',
    comment: 'Nothing points outward.',
    from: { path: inner, pathNot: tests },
    to: { path: useCases },
  },
  {
    name: 'management-and-corridor-apart',
    comment: 'The control plane and the request path meet in the apps, and in what loads one for the other: snapshot.',
    from: { path: '^packages/management/', pathNot: tests },
    to: { path: '^packages/(pipeline|endpoints)/' },
  },
  {
    name: 'corridor-and-management-apart',
    comment: 'The control plane and the request path meet in the apps, and in what loads one for the other: snapshot.',
    from: { path: '^packages/(pipeline|endpoints)/', pathNot: tests },
    to: { path: '^packages/management/' },
  },
  {
    name: 'endpoints-import-pipeline',
    comment: 'A wire format does not know the corridor that carries it.',
    from: { path: '^packages/endpoints/', pathNot: tests },
    to: { path: '^packages/pipeline/' },
  },
  {
    name: 'centre-imports-outward',
    comment: 'contracts, domain and errors are safe in a browser.',
    from: { path: centre, pathNot: tests },
    to: { path: withIo },
  },
  {
    name: 'product-imports-testing',
    comment: 'Fixtures and test servers stay out of what ships.',
    from: { path: '^(apps|packages|prisma)/', pathNot: tests },
    to: { path: `^packages/testing/|\\.test\\.(ts|tsx|mjs)$|${npm('vitest', 'fast-check')}` },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const reach = [
  {
    name: 'nest-stays-at-the-door',
    comment: 'Packages are plain TypeScript; Nest is the gateway’s and the worker’s.',
    from: { path: house, pathNot: '^apps/(gateway|worker)/' },
    to: { path: nest },
  },
  {
    name: 'corridor-reaches-store',
    comment: 'Inference never meets Postgres, a queue or Nest, not even through another package: stores come as ports.',
    from: { path: '^packages/(pipeline|endpoints)/', pathNot: tests },
    to: { path: `^prisma/|^packages/queues/|${nest}|${prisma}|${npm('bullmq', 'pg')}`, reachable: true },
  },
  {
    name: 'stage-imports-stage',
    comment: 'Rooms know the tickets, not each other.',
    from: { path: '^packages/pipeline/src/stages/([^/.]+)', pathNot: tests },
    to: { path: '^packages/pipeline/src/stages/', pathNot: '^packages/pipeline/src/stages/$1([./]|$)' },
  },
  {
    name: 'centre-has-no-io',
    comment: 'contracts, domain and errors compute; they open nothing. Digests and checksums are arithmetic.',
    from: { path: centre, pathNot: tests },
    to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|zlib)$' },
  },
  {
    name: 'centre-has-no-client',
    comment: 'contracts, domain and errors compute; they open nothing.',
    from: { path: centre, pathNot: tests },
    to: { path: `${nest}|${prisma}|${npm('pg', 'ioredis', 'undici', 'bullmq', 'argon2', 'fastify')}` },
  },
  {
    name: 'undici-only-in-egress',
    comment: 'One way out: timeouts, pools, breaker, address guard.',
    from: { path: house, pathNot: `^packages/egress/|${withInfra}` },
    to: { path: npm('undici') },
  },
  {
    name: 'prisma-only-in-db',
    comment: 'The client is made in @turnpike/db; its users import from there.',
    from: { path: house, pathNot: '^prisma/' },
    to: { path: prisma },
  },
  {
    name: 'bullmq-only-in-queues',
    comment: 'Queue names, payloads and options have one owner; the worker runs what it defines.',
    from: { path: house, pathNot: `^packages/queues/|^apps/worker/|${withInfra}` },
    to: { path: npm('bullmq') },
  },
  {
    name: 'portal-goes-through-use-cases',
    comment:
      'What the portal can do, the API can do: no models, no SQL, no Redis, no corridor in it. One file opens the database.',
    from: { path: '^apps/portal/', pathNot: `${tests}|^apps/portal/src/server/management\\.ts$` },
    to: { path: `^prisma/|^packages/(pipeline|snapshot|limits|queues|providers|egress)/|${npm('pg', 'ioredis')}` },
  },
  {
    name: 'sandbox-is-outside',
    comment: 'The sandbox plays the outside world: it must not know how Turnpike works inside.',
    from: { path: '^apps/sandbox/', pathNot: tests },
    to: { path: `^prisma/|${useCases}|^packages/(limits|queues|dialects|providers|endpoints|egress)/` },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const hygiene = [
  {
    name: 'no-unresolved',
    comment: 'An import nobody can find is an edge no rule has seen.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'not-declared',
    comment: 'Each workspace declares what it imports.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'ships-dev-dependency',
    comment: 'What runs in production is a dependency, not a devDependency.',
    from: { path: '^(apps|packages)/[^/]+/src/', pathNot: tests },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'vague-folder',
    comment: 'A folder is named for what is in it.',
    from: { path: `${house}.*${vagueFolder}` },
    to: {},
  },
  {
    name: 'vague-folder-imported',
    comment: 'A folder is named for what is in it.',
    from: {},
    to: { path: `^(apps|packages|prisma|infra)/(?!.*node_modules/).*${vagueFolder}` },
  },
  {
    name: 'vague-folder-orphan',
    comment: 'A folder is named for what is in it.',
    from: { path: `${house}.*${vagueFolder}`, orphan: true },
    to: {},
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...direction, ...reach, ...hygiene].map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    // Imports that only carry types are edges like any other.
    tsPreCompilationDeps: true,
    // Outside packages are leaves; so is the generated Prisma client, whose modules import each other as they please.
    doNotFollow: { path: 'node_modules|^prisma/src/generated/' },
    exclude: { path: '(^|/)(dist|\\.next|\\.turbo)/|^\\.local/|(^|/)next-env\\.d\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      // "source" leads from @turnpike/x/y to packages/x/src/y.ts, whether or not anything was built.
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
    // Tools and test runners are declared once, at the root.
    combinedDependencies: true,
    skipAnalysisNotInRules: true,
  },
};
