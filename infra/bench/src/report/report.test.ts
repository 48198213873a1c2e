import { describe, expect, test } from 'vitest';
import type { Round } from '../measure/run-case.mjs';
import { renderChart } from './chart.mjs';
import { renderMarkdown, type Results } from './markdown.mjs';
import { type CaseSummary, summarise } from './summary.mjs';
import { judge } from './verdicts.mjs';

const MIB = 2 ** 20;

function round(changes: Partial<Round> = {}): Round {
  return {
    units: 1000,
    requests: 1000,
    perSecond: 500,
    cpuUs: 100,
    upstreamUs: 6,
    p50Us: 640,
    p99Us: 12_000,
    residentBytes: [200 * MIB, 210 * MIB],
    foreignShare: 0.01,
    ...changes,
  };
}

/** A case with the CPU µs of each target's rounds; null for what has no process. */
function summaryOf(name: string, costs: Record<string, (number | null)[]>): CaseSummary {
  const contestants = Object.keys(costs).map((who) => ({ name: who, title: `the ${who}` }));
  const rounds = new Map(
    Object.entries(costs).map(([who, values]) => [
      who,
      values.map((cpuUs) => round({ cpuUs, ...(cpuUs === null ? { residentBytes: [0] } : {}) })),
    ]),
  );
  const about = { name, title: `case ${name}`, load: 'some <load>', unit: 'request' as const };
  return summarise({ case: about, seconds: 5, contestants, rounds });
}

const STEADY = { idleBytes: 200 * MIB, endBytes: 290 * MIB };
const ratioOf = (cases: CaseSummary[], promise: RegExp) => judge(cases, null).find((one) => promise.test(one.promise));

describe('summary', () => {
  test('is the median of the rounds with the least and the most', () => {
    const [gateway] = summaryOf('unary-small', { gateway: [90, 300, 110] }).standings;
    expect(gateway?.cpuUs).toEqual({ median: 110, min: 90, max: 300 });
    expect(gateway?.residentPeaks).toEqual([210 * MIB, 210 * MIB, 210 * MIB]);
  });

  test('has no CPU and no memory for what has no process', () => {
    const [direct] = summaryOf('unary-small', { direct: [null, null] }).standings;
    expect(direct).toMatchObject({ cpuUs: null, residentPeaks: [] });
  });

  test('counts the rounds that others disturbed', () => {
    const rounds = new Map([['a', [round(), round({ foreignShare: 0.06 }), round({ foreignShare: 0.05 })]]]);
    const about = { name: 'x', title: 'x', load: '', unit: 'event' as const };
    const { standings } = summarise({ case: about, seconds: 1, contestants: [{ name: 'a', title: 'a' }], rounds });
    expect(standings[0]).toMatchObject({ rounds: 3, disturbed: 1 });
  });
});

describe('verdicts', () => {
  test.each([
    ['unary-small', 'nginx', [20], [100], /small call.*nginx/, true],
    ['unary-small', 'nginx', [20], [101], /small call.*nginx/, false],
    ['unary-23k', 'portkey', [1000], [200], /23 KB.*Portkey/, true],
    ['unary-23k', 'portkey', [1000], [201], /23 KB.*Portkey/, false],
    ['stream-paced', 'node-relay', [30], [39], /paced/, true],
    ['stream-paced', 'node-relay', [30], [39.1], /paced/, false],
  ])('%s beside %s: %j and ours %j', (name, peer, theirs, ours, promise, met) => {
    expect(ratioOf([summaryOf(name, { [peer]: theirs, gateway: ours })], promise)?.met).toBe(met);
  });

  test.each([
    [110, true],
    [111, false],
  ])('200,000 keys at %d beside 1,000 at 100', (many, met) => {
    const cases = [summaryOf('keys', { 'keys-1000': [100], 'keys-200000': [many] })];
    expect(ratioOf(cases, /200,000 keys/)?.met).toBe(met);
  });

  test('compare medians, not outliers', () => {
    const cases = [summaryOf('unary-small', { nginx: [20, 20, 1], gateway: [99, 99, 900] })];
    expect(ratioOf(cases, /nginx/)).toMatchObject({ value: 99 / 20, met: true });
  });

  test('are not given on what took no part', () => {
    expect(judge([summaryOf('unary-small', { gateway: [100] })], null)).toEqual([]);
    expect(judge([summaryOf('keys', { 'keys-1000': [1], 'keys-20000': [1] })], null)).toEqual([]);
  });

  test.each([
    ['idle', { ...STEADY, idleBytes: 221 * MIB }, /idle/],
    ['after the run', { ...STEADY, endBytes: 301 * MIB }, /after the run/],
  ])('hold the bound of memory %s', (_, memory, promise) => {
    const missed = judge([], memory).filter(({ met }) => !met);
    expect(missed).toHaveLength(1);
    expect(missed[0]?.promise).toMatch(promise);
    expect(judge([], STEADY).every(({ met }) => met)).toBe(true);
  });

  test('find memory that still grows in the last half, in whichever case it does', () => {
    const peaks = (...mib: number[]) => {
      const summary = summaryOf('unary-23k', { gateway: [1], portkey: [1] });
      for (const standing of summary.standings) standing.residentPeaks = mib.map((one) => one * MIB);
      return [summaryOf('unary-small', { gateway: [100, 100, 100] }), summary];
    };
    const growth = (cases: CaseSummary[]) => judge(cases, STEADY).find(({ promise }) => /growth/.test(promise));
    expect(growth(peaks(100, 200, 250, 255, 260))).toMatchObject({ met: true, value: 260 / 250 });
    expect(growth(peaks(100, 200, 240, 250, 260))).toMatchObject({ met: false, value: 260 / 240 });
    expect(growth(peaks(100, 200, 240, 250, 260))?.promise).toContain('case unary-23k');
  });
});

const RESULTS: Results = {
  conditions: {
    date: '2026-01-02T03:04:05.000Z',
    revision: 'abc123',
    cpu: 'Some CPU @ 2 GHz',
    cores: 2,
    kernel: '6.1.0',
    versions: { node: '26.1.0', nginx: '1.22.1' },
    loadAverage: [0.1, 0.2, 0.3],
    measuredCore: 1,
    restCore: 0,
    warmUp: '8 s of warm-up in each case',
    quietShare: 0.05,
    command: 'npm run bench',
  },
  cases: [summaryOf('unary-small', { direct: [null], nginx: [20], gateway: [90, 110, 100] })],
  memory: { ...STEADY, peakBytes: 295 * MIB },
  lane: { events: 1234, workerUs: 81.2, postgresUs: 60, gatewayUs: 3 },
  calls: { answered: 5000, recorded: 5010, cutAtMost: 64 },
  verdicts: [
    { promise: 'kept', value: 4.5, bound: 5, unit: '×', met: true },
    { promise: 'broken', value: 330, bound: 300, unit: 'MiB', met: false },
  ],
};

describe('the page', () => {
  const page = renderMarkdown(RESULTS);

  test.each([
    ['a promise that was kept', '| kept | 4.50 × | 5.00 × | met |'],
    ['by how much one was missed', '| broken | 330 MiB | 300 MiB | **missed by 10 %** |'],
    ['a target beside nginx', '| the gateway | 100.0 (90.0–110.0) | 5.00× | 500 (500–500) |'],
    ['the conditions', 'Some CPU @ 2 GHz, 2 cores, Linux 6.1.0; load average when it began 0.1 0.2 0.3'],
    ['the versions', 'node 26.1.0, nginx 1.22.1'],
    ['the revision', 'revision abc123'],
    ['the worker', '1234 usage events'],
  ])('says %s', (_, text) => {
    expect(page).toContain(text);
  });

  test('has rows as wide as their heads', () => {
    const tables = page.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables).toHaveLength(2);
    for (const table of tables) {
      const widths = table
        .trim()
        .split('\n')
        .map((line) => line.split(' | ').length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});

describe('the drawing', () => {
  test('has a bar for each target that has a process, as long as its median', () => {
    const chart = renderChart([summaryOf('unary-small', { direct: [null], nginx: [20], gateway: [80, 120, 100] })]);
    const widths = [...chart.matchAll(/<rect class="(bar|ours)"[^>]* width="([\d.]+)"/g)];
    expect(widths.map(([, kind]) => kind)).toEqual(['bar', 'ours']);
    const [nginx, gateway] = widths.map(([, , width]) => Number(width));
    expect((gateway ?? 0) / (nginx ?? 1)).toBeCloseTo(5, 1);
  });

  test('is well-formed whatever the titles say, and has colours for both grounds', () => {
    const chart = renderChart([summaryOf('unary-small', { nginx: [20] })]);
    expect(chart).toContain('some &lt;load&gt;');
    expect(chart).toContain('prefers-color-scheme: dark');
    for (const tag of ['svg', 'style', 'text', 'tspan'])
      expect(chart.split(`<${tag}`).length, tag).toBe(chart.split(`</${tag}>`).length);
  });
});
