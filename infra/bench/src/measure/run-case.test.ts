import { describe, expect, test } from 'vitest';
import type { LoadFigures } from '../load/wrk.mjs';
import { type CaseOptions, runCase } from './run-case.mjs';

const FIGURES: LoadFigures = { units: 100, requests: 100, seconds: 2, p50Us: 5, p99Us: 9 };

/** A case of two contestants that writes down what happens to them. */
function rehearse(options: Partial<CaseOptions> = {}) {
  const steps: string[] = [];
  const contestants = ['a', 'b'].map((name) => ({
    name,
    title: name,
    pids: [process.pid],
    load: async (seconds: number) => {
      steps.push(`load ${name} ${seconds}`);
      return FIGURES;
    },
    warmUp: async (seconds: number) => void steps.push(`warm up ${name} ${seconds}`),
    check: async () => void steps.push(`check ${name}`),
  }));
  const all: CaseOptions = {
    contestants,
    rounds: 2,
    seconds: 3,
    warmUpSeconds: 8,
    upstreamPids: [],
    budget: { repeats: 0 },
    before: () => void steps.push('pause'),
    after: async () => void steps.push('drain'),
    report: () => undefined,
    foreign: () => 0,
    ...options,
  };
  return { steps, run: () => runCase(all), budget: all.budget };
}

test('each is checked, warmed up, measured in turns that go to and fro, and checked again', async () => {
  const { steps, run } = rehearse();
  const rounds = await run();
  const measured = (name: string) => ['pause', `load ${name} 3`, 'drain'];
  expect(steps).toEqual([
    ...['check a', 'check b'],
    ...['warm up a 8', 'drain', 'warm up b 8', 'drain'],
    ...['a', 'b', 'b', 'a'].flatMap(measured),
    ...['check a', 'check b'],
  ]);
  expect(rounds.get('a')).toHaveLength(2);
  expect(rounds.get('a')?.[0]).toMatchObject({ units: 100, perSecond: 50, p50Us: 5, p99Us: 9 });
});

test('a process of its own has a cost per unit; nothing in between has none', async () => {
  const { run } = rehearse({ rounds: 1 });
  expect((await run()).get('a')?.[0]?.cpuUs).toBeGreaterThanOrEqual(0);
  const contestants = [{ ...bare('direct'), pids: [] }];
  const direct = await rehearse({ rounds: 1, contestants }).run();
  expect(direct.get('direct')?.[0]?.cpuUs).toBeNull();
});

describe('a round that others disturb', () => {
  /** CPU that others have used grows by a second with every look, as long as they work. */
  function neighbours(looks: number) {
    let used = 0;
    return () => (looks-- > 0 ? (used += 1_000_000_000) : used);
  }

  test('is made again, and only the quiet one counts', async () => {
    const contestants = [bare('a')];
    const { run, budget } = rehearse({ contestants, rounds: 1, budget: { repeats: 5 }, foreign: neighbours(4) });
    const rounds = (await run()).get('a') ?? [];
    expect(rounds).toHaveLength(1);
    expect(rounds[0]?.foreignShare).toBe(0);
    expect(budget.repeats).toBe(3);
  });

  test('is taken as it is when enough were made again, and says so', async () => {
    const contestants = [bare('a')];
    const { run, budget } = rehearse({ contestants, rounds: 1, budget: { repeats: 2 }, foreign: neighbours(1_000) });
    const rounds = (await run()).get('a') ?? [];
    expect(rounds).toHaveLength(1);
    expect(rounds[0]?.foreignShare).toBeGreaterThan(1);
    expect(budget.repeats).toBe(0);
  });
});

test('a load that fails ends the case', async () => {
  const contestants = [{ ...bare('a'), load: () => Promise.reject(new Error('calls failed: 3 non2xx')) }];
  await expect(rehearse({ contestants }).run()).rejects.toThrow('3 non2xx');
});

function bare(name: string) {
  const nothing = async () => undefined;
  return { name, title: name, pids: [process.pid], load: async () => FIGURES, warmUp: nothing, check: nothing };
}
