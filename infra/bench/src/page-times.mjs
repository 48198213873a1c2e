/**
 * How long the portal's pages take with a month's data: a million usage events, five thousand keys in one tenant. Each
 * page is asked for by HTTP, one request at a time, and read to its end; a page whose p95 is above the bound fails the
 * bench. The portal has a core of its own; PostgreSQL, Redis, the gateway and the asking share the rest.
 *
 * Usage, after `npm run build`: npm run bench:pages [-- --requests 30 --database postgresql://…]
 * Without `--database` it seeds a server of its own and forgets it; with it, the seed stays for the next run.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ROOT } from '@turnpike/local/bootstrap/paths.mjs';
import { fillIn } from './page-times/ids.mjs';
import { startPageSystem } from './page-times/page-system.mjs';
import { NOT_MEASURED, PAGES } from './page-times/pages.mjs';

const BOUND_MS = 200;
const WARM_UP = 3;
const TIMEOUT_MS = 30_000;
const ROUTES = join(ROOT, 'apps', 'portal', 'src', 'app');

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '30' },
    database: { type: 'string' },
    only: { type: 'string' },
  },
});
const requests = Number(values.requests);
refuseForgottenRoutes();
await bench();

async function bench() {
  const system = await startPageSystem({ databaseUrl: values.database });
  try {
    const cookies = { nobody: '', developer: await system.signIn('developer'), admin: await system.signIn('admin') };
    const pages = PAGES.filter(([, path]) => values.only === undefined || path.includes(values.only));
    const rows = [];
    for (const [reader, path] of pages) {
      const address = `${system.url}${fillIn(path, system.ids)}`;
      rows.push({ reader, path, ...(await measure(address, cookies[reader])) });
      process.stderr.write(`${path}\n`);
    }
    report(rows);
  } finally {
    await system.stop();
  }
}

/**
 * @param {string} address
 * @param {string} cookie
 */
async function measure(address, cookie) {
  /** @type {number[]} */
  const times = [];
  let bytes = 0;
  for (let index = -WARM_UP; index < requests; index += 1) {
    const began = performance.now();
    const answer = await fetch(address, {
      headers: cookie === '' ? {} : { cookie },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    bytes = (await answer.arrayBuffer()).byteLength;
    // A page that leads elsewhere or isn't there would be measured as a fast one.
    if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
    if (index >= 0) times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)] ?? 0;
  return { median: at(0.5), p95: at(0.95), bytes };
}

/** @param {{ reader: string, path: string, median: number, p95: number, bytes: number }[]} rows */
function report(rows) {
  const slow = rows.filter(({ p95 }) => p95 > BOUND_MS);
  const load = loadavg().map((value) => value.toFixed(1));
  console.log(
    [
      `Node ${process.version}, ${availableParallelism()} cores, load ${load.join(' ')}; ${requests} requests a page, one at a time`,
      '',
      '| Page | Reader | Median ms | p95 ms | KiB |',
      '| --- | --- | ---: | ---: | ---: |',
      ...rows.map(({ reader, path, median, p95, bytes }) => {
        const late = p95 > BOUND_MS ? ' **late**' : '';
        return `| \`${path}\` | ${reader} | ${median.toFixed(0)} | ${p95.toFixed(0)}${late} | ${(bytes / 1024).toFixed(0)} |`;
      }),
      '',
      slow.length === 0
        ? `All ${rows.length} pages stay under ${BOUND_MS} ms at p95.`
        : `${slow.length} of ${rows.length} pages take longer than ${BOUND_MS} ms at p95.`,
    ].join('\n'),
  );
  if (slow.length > 0) process.exitCode = 1;
}

/** @throws {Error} naming the portal's routes that no line asks for */
function refuseForgottenRoutes() {
  const asked = PAGES.map(([, path]) => (path.split('?')[0] ?? '').replace(/:\w+/g, '[]'));
  const forgotten = readdirSync(ROUTES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('page.tsx') && !/[\\/]@/.test(file))
    .map((file) =>
      `/${file
        .replaceAll('\\', '/')
        .replace(/\/?page\.tsx$/, '')
        .replace(/\([^)]+\)\/?/g, '')}`.replace(/(.)\/$/, '$1'),
    )
    .filter((route) => !NOT_MEASURED.some((pattern) => pattern.test(route)))
    .filter((route) => !asked.includes(route.replace(/\[\w+\]/g, '[]')));
  if (forgotten.length > 0) throw new Error(`pages.mjs has no line for ${forgotten.join(', ')}`);
}
