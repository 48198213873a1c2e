/**
 * Writes `.env.example` from the schemas, so that it can't fall behind them.
 * `pnpm --filter @turnpike/config env-example` refreshes the committed file.
 */
import { writeFileSync } from 'node:fs';
import type { Field, Fields } from './environment.js';
import { gatewayFields } from './gateway.js';
import { portalFields } from './portal.js';
import { sandboxFields } from './sandbox.js';
import { workerFields } from './worker.js';

const PROCESSES: Readonly<Record<string, Fields>> = {
  gateway: gatewayFields,
  worker: workerFields,
  portal: portalFields,
  sandbox: sandboxFields,
};

// npm start decides these for each process; a value in .env would be wrong for all but one.
const SET_BY_START = new Set(['PROCESS_INDEX']);

const HEADER = `# Every variable Turnpike reads. Copy to .env what you want to change: npm start reads .env, and what is already in
# the environment wins. A line that begins with # shows the default. Generated from packages/config.
#
# Beside these, npm start makes a provider of every vendor whose key is set, such as OPENAI_API_KEY. Which vendors, and
# what their variables are called: packages/providers/src/vendors/vendors.ts.`;

/** The text of `.env.example`. */
export function renderEnvExample(): string {
  const entries = [...collectFields().values()].filter(({ field }) => !SET_BY_START.has(field.variable));
  return [HEADER, ...entries.map(renderEntry), ''].join('\n\n').replace(/\n+$/, '\n');
}

interface Entry {
  readonly field: Field;
  readonly usedBy: string[];
}

function collectFields(): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const [process, fields] of Object.entries(PROCESSES)) {
    for (const field of Object.values(fields)) {
      const entry = entries.get(field.variable);
      if (entry) entry.usedBy.push(process);
      else entries.set(field.variable, { field, usedBy: [process] });
    }
  }
  return entries;
}

function renderEntry({ field, usedBy }: Entry): string {
  const readers = usedBy.length === Object.keys(PROCESSES).length ? 'all processes' : usedBy.join(', ');
  const note = field.secret && field.fallback === undefined ? ' npm start makes one when unset.' : '';
  return `# ${field.description}. Read by ${readers}.${note}\n# ${field.variable}=${field.fallback ?? ''}`;
}

if (import.meta.main) writeFileSync(new URL('../../../.env.example', import.meta.url), renderEnvExample());
