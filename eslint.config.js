// Linting for the whole house, in one flat config, every rule at error level. Type information comes from the nearest
// tsconfig.json of each file. Layout and direction of imports are the business of .dependency-cruiser.cjs.
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.ts', '**/*.test.tsx', '**/*.test.mjs', '**/test/**', 'packages/testing/**'];

// Whatever says where things are is read in one place per app; elsewhere it arrives as an argument.
const readsEnvironment = [
  'apps/*/src/main.ts',
  'apps/portal/src/environment.ts',
  'apps/portal/src/instrumentation.ts',
  'apps/portal/next.config.ts',
  'packages/config/**',
  'prisma/prisma.config.ts',
  'prisma/engine/**',
  'infra/**',
  ...tests,
];

// The egress client bounds time, connections and addresses; a call around it has none of these.
// A browser's calls are its own; the portal's server calls nobody but our gateway.
const fromPortal = [
  'apps/portal/src/playground/**',
  'apps/portal/src/ui/ask-portal.ts',
  'apps/portal/src/server/gateway.ts',
];
const callsOut = ['packages/egress/**', 'apps/sandbox/**', 'infra/**', ...fromPortal, ...tests];

const tooManyParameters = 'At most 3 parameters; then one object (a constructor: at most 6).';
const outbound = 'Calls out go through packages/egress: timeouts, pools, breaker, address guard.';
const environment = 'process.env is read in one place per app (packages/config); pass the value in.';

const environmentProperty = { object: 'process', property: 'env', message: environment };
const fetchProperties = ['globalThis', 'window', 'self'].map((object) => ({
  object,
  property: 'fetch',
  message: outbound,
}));
const environmentImport = { name: 'node:process', importNames: ['env'], message: environment };
const outboundImports = [
  { name: 'undici', message: outbound },
  ...['node:http', 'node:https'].map((name) => ({ name, importNames: ['request', 'get'], message: outbound })),
];

export default defineConfig(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/.next/**',
      '**/.turbo/**',
      '.local/**',
      'coverage/**',
      'prisma/src/generated/**',
      'apps/portal/next-env.d.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mjs,js,cjs}'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // TypeScript resolves names better than a list of globals would.
      'no-undef': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],

      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      // A default label counts as exhaustive: streams and wire formats have members nobody lists.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Leaves files with decorators alone: there a class named only as a type is what Nest injects by.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],

      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'FunctionDeclaration[params.length>3]', message: tooManyParameters },
        { selector: 'ArrowFunctionExpression[params.length>3]', message: tooManyParameters },
        {
          selector: ':not(MethodDefinition[kind="constructor"]) > FunctionExpression[params.length>3]',
          message: tooManyParameters,
        },
        {
          selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>6]',
          message: tooManyParameters,
        },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals or an `as const` object.' },
      ],

      'no-restricted-properties': ['error', environmentProperty, ...fetchProperties],
      'no-restricted-globals': ['error', { name: 'fetch', message: outbound }],
      'no-restricted-imports': ['error', { paths: [environmentImport, ...outboundImports] }],
    },
  },
  {
    files: callsOut,
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': ['error', environmentProperty],
      'no-restricted-imports': ['error', { paths: [environmentImport] }],
    },
  },
  {
    files: readsEnvironment,
    rules: {
      'no-restricted-properties': ['error', ...fetchProperties],
      'no-restricted-imports': ['error', { paths: outboundImports }],
    },
  },
  {
    files: ['infra/**', ...tests],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  {
    // A suite is one long function by nature, and so is a table of cases.
    files: tests,
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    // Data: a catalogue's rows read best as positions, one line each; there are as many as there are things.
    files: ['packages/errors/src/catalogue.ts', 'packages/management/src/seed/**'],
    rules: { 'max-lines': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    // Belongs to no TypeScript project.
    files: ['**/*.js', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
