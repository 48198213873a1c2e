import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { groupIsAlive, processIdentity } from './process-identity.mjs';
import { waitUntilReady } from './readiness.mjs';
import { SupervisedProcess } from './supervised-process.mjs';

const BACKOFF = { firstMs: 10, maxMs: 40, stableMs: 60_000 };

let folder: string;
let processes: SupervisedProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-supervise-'));
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.stop(AbortSignal.abort())));
  rmSync(folder, { recursive: true, force: true });
});

function supervise(
  script: string,
  options: { events?: string[]; lines?: string[]; backoff?: typeof BACKOFF; stopTimeoutMs?: number } = {},
) {
  const supervised = new SupervisedProcess(
    {
      name: 'trial',
      command: process.execPath,
      args: ['-e', script],
      cwd: folder,
      env: process.env,
      stopTimeoutMs: options.stopTimeoutMs ?? 5000,
    },
    { onEvent: (_name, event) => options.events?.push(event), onLine: (_name, line) => options.lines?.push(line) },
    options.backoff ?? BACKOFF,
  );
  processes.push(supervised);
  supervised.start();
  return supervised;
}

const until = (condition: () => void) => vi.waitFor(condition, { timeout: 20_000, interval: 20 });

describe('a process that dies', () => {
  test('is started again, each time after a longer wait up to the limit', async () => {
    const events: string[] = [];
    const supervised = supervise('process.exit(3)', { events });
    await until(() => expect(events.length).toBeGreaterThanOrEqual(4));
    expect(events.slice(0, 4)).toEqual([10, 20, 40, 40].map((ms) => `ended with code 3; starting again in ${ms} ms`));
    expect(supervised.deaths).toBeGreaterThanOrEqual(4);
  });

  test('begins with the first wait again after it ran long enough', async () => {
    const events: string[] = [];
    supervise('process.exit(1)', { events, backoff: { firstMs: 10, maxMs: 1000, stableMs: 0 } });
    await until(() => expect(events.length).toBeGreaterThanOrEqual(3));
    expect(new Set(events)).toEqual(new Set(['ended with code 1; starting again in 10 ms']));
  });

  test('comes back after kill -9 with another pid, and its children do not outlive it', async () => {
    const lines: string[] = [];
    const script = `const c = require('node:child_process').spawn('sleep', ['600']); console.log('child', c.pid); setInterval(() => {}, 1000)`;
    const supervised = supervise(script, { lines });
    await until(() => expect(lines).toHaveLength(1));
    const firstPid = supervised.pid ?? 0;
    const child = Number(lines[0]?.split(' ')[1]);
    process.kill(firstPid, 'SIGKILL');
    await until(() => expect(lines).toHaveLength(2));
    expect(supervised.pid).not.toBe(firstPid);
    await until(() => expect(processIdentity(child)).toBeUndefined());
  });

  test('prepares before every start, and a preparation that fails counts as a death', async () => {
    const events: string[] = [];
    let calls = 0;
    const beforeStart = () => {
      calls += 1;
      if (calls === 1) throw new Error('not yet');
    };
    const spec = { name: 'trial', command: 'sleep', args: ['600'], cwd: folder, env: process.env, beforeStart };
    const supervised = new SupervisedProcess(spec, { onEvent: (_name, event) => events.push(event) }, BACKOFF);
    processes.push(supervised);
    supervised.start();
    await until(() => expect(supervised.pid).toBeDefined());
    expect(events).toEqual(['could not start: not yet; starting again in 10 ms']);
  });
});

describe('stop', () => {
  test('ends children and grandchildren, and does not start it again', async () => {
    const lines: string[] = [];
    const script = `const c = require('node:child_process').spawn('sh', ['-c', 'sleep 600 & sleep 600'], {stdio: 'ignore'}); console.log('up'); setInterval(() => {}, 1000)`;
    const supervised = supervise(script, { lines });
    await until(() => expect(lines).toEqual(['up']));
    const group = supervised.pid ?? 0;
    expect(await supervised.stop()).toBe(true);
    expect(groupIsAlive(group)).toBe(false);
    expect(supervised.pid).toBeUndefined();
    expect(supervised.deaths).toBe(0);
  });

  test('lets it finish first', async () => {
    const file = join(folder, 'finished');
    const script = `process.on('SIGTERM', () => setTimeout(() => { require('node:fs').writeFileSync('finished', 'yes'); process.exit() }, 100)); console.log('up'); setInterval(() => {}, 1000)`;
    const lines: string[] = [];
    const supervised = supervise(script, { lines });
    await until(() => expect(lines).toEqual(['up']));
    await supervised.stop();
    expect(readFileSync(file, 'utf8')).toBe('yes');
  });

  test('kills one that refuses, and says so', async () => {
    const lines: string[] = [];
    const script = `process.on('SIGTERM', () => console.log('no')); console.log('up'); setInterval(() => {}, 1000)`;
    const supervised = supervise(script, { lines, stopTimeoutMs: 200 });
    await until(() => expect(lines).toEqual(['up']));
    const group = supervised.pid ?? 0;
    expect(await supervised.stop()).toBe(false);
    expect(groupIsAlive(group)).toBe(false);
  });

  test('cuts the wait between two starts short', async () => {
    const events: string[] = [];
    const supervised = supervise('process.exit(1)', {
      events,
      backoff: { firstMs: 3_600_000, maxMs: 3_600_000, stableMs: 60_000 },
    });
    await until(() => expect(events).toHaveLength(1));
    await supervised.stop();
    expect(supervised.deaths).toBe(1);
  });
});

describe('restart', () => {
  test('is no death, and picks up what changed', async () => {
    const file = join(folder, 'program.js');
    writeFileSync(file, `console.log('old'); setInterval(() => {}, 1000)`);
    const lines: string[] = [];
    const supervised = supervise(`require('./program.js')`, { lines });
    await until(() => expect(lines).toEqual(['old']));
    writeFileSync(file, `console.log('new'); setInterval(() => {}, 1000)`);
    await supervised.restart();
    await until(() => expect(lines).toEqual(['old', 'new']));
    expect(supervised.deaths).toBe(0);
  });
});

describe('waitUntilReady', () => {
  test('gives up on one that keeps dying, with its last lines', async () => {
    const supervised = supervise(`console.error('the port is bad'); process.exit(1)`);
    const waiting = waitUntilReady(supervised, { probe: async () => false, timeoutMs: 60_000 });
    await expect(waiting).rejects.toThrow(/trial ended \d+ times before it was ready[^]*the port is bad/);
  });

  test('gives up on one that never answers', async () => {
    const supervised = supervise('setInterval(() => {}, 1000)');
    await expect(waitUntilReady(supervised, { probe: async () => false, timeoutMs: 300 })).rejects.toThrow(
      "trial wasn't ready",
    );
  });
});
