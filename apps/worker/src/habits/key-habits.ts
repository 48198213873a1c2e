/**
 * How a key is usually used, and what in new calls is unlike it. Pure: takes what was seen and gives the habits that
 * result, with what somebody should look at. A key is learned first, so that what is merely new raises nothing.
 */
import type { SecurityEventKind, SecurityEvidence } from '@turnpike/contracts/management/security';
import { z } from 'zod';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Until then a key has no habits. */
const LEARNING_MS = 3 * DAY_MS;
const LEARNING_CALLS = 200;
/** For its hours: a whole week. */
const LEARNING_HOURS_MS = 7 * DAY_MS;
const TIMES_USUAL = 10;
/** Ten times next to nothing is next to nothing. */
const LEAST_PER_MINUTE = 30;
/** A key that is used from so many is used from anywhere. */
const MOST_NETWORKS = 30;
const FORGET_HOUR_DAYS = 28;
const FORGET_NETWORK_DAYS = 90;
/** Minutes that may still grow, for calls are told of in any order. */
const OPEN_MINUTES = 3;
/** Of a new minute in the mean, once some fifty are known. */
const MEAN_WEIGHT = 0.02;
/** No minute counts for more than so many usual ones, so that a burst doesn't become the habit. */
const MEAN_RISE = 3;
/** By minute of use: a peak is half forgotten after some 7,000 of them. */
const PEAK_DECAY = 0.9999;
const HOURS_OF_WEEK = 168;

/** Kept as JSON. Days are counted from 1970; the week begins on Sunday, UTC. */
export const HabitsSchema = z.object({
  sinceMs: z.number(),
  calls: z.number(),
  /** Minutes in which it was used, and calls in such a minute: decayed mean and highest. */
  minutes: z.number(),
  mean: z.number(),
  peak: z.number(),
  open: z.array(z.tuple([z.number(), z.number()])),
  /** By hour of the week the day on which it was last used; 0 for never. */
  hours: z.array(z.number()).length(HOURS_OF_WEEK),
  /** By network the day on which it was last used. */
  networks: z.record(z.string(), z.number()),
  /** When something was told last, by what it was. */
  told: z.record(z.string(), z.number()),
});

export type Habits = z.infer<typeof HabitsSchema>;

/** Calls of a key since the last look. */
export interface Seen {
  /** By the minute's begin in unix ms. */
  readonly calls: ReadonlyMap<number, number>;
  /** An address of each network, and when it called. */
  readonly networks: ReadonlyMap<string, { readonly address: string; readonly atMs: number }>;
  /** The last of each kind. */
  readonly attacks: ReadonlyMap<string, SecurityEvidence<'attack_suspected'>>;
}

/** Something to look at. */
export type Finding = {
  [K in SecurityEventKind]: { readonly kind: K; readonly evidence: SecurityEvidence<K> };
}[SecurityEventKind];

export function noHabits(sinceMs: number): Habits {
  const hours = Array.from({ length: HOURS_OF_WEEK }, () => 0);
  return { sinceMs, calls: 0, minutes: 0, mean: 0, peak: 0, open: [], hours, networks: {}, told: {} };
}

/** When something is told, under which mark, and how seldom again. */
interface Telling {
  mark?: string;
  atMs: number;
  everyMs?: number;
}

/** The habits with what was seen in them, and what of it was unlike them before; each told once in its time. */
export function absorb(before: Habits, seen: Seen): { habits: Habits; findings: Finding[] } {
  const habits = structuredClone(before);
  const findings: Finding[] = [];
  const tell = (finding: Finding, { mark = finding.kind, atMs, everyMs = DAY_MS }: Telling) => {
    const lastMs = habits.told[mark];
    if (lastMs !== undefined && atMs - lastMs < everyMs) return;
    habits.told[mark] = atMs;
    findings.push(finding);
  };
  const latestMs = Math.max(0, ...seen.calls.keys());
  for (const [kind, evidence] of seen.attacks)
    tell({ kind: 'attack_suspected', evidence }, { mark: `attack:${kind}`, atMs: latestMs, everyMs: HOUR_MS });
  for (const [network, call] of [...seen.networks].sort(([, one], [, other]) => one.atMs - other.atMs)) {
    const finding = meetNetwork(habits, network, call);
    if (finding !== null) tell(finding, { atMs: call.atMs });
  }
  for (const [minuteMs, calls] of [...seen.calls].sort(([one], [other]) => one - other)) {
    closeMinutes(habits, minuteMs);
    for (const finding of [meetHour(habits, minuteMs), meetMinute(habits, minuteMs, calls)])
      if (finding !== null) tell(finding, { atMs: minuteMs });
    habits.calls += calls;
  }
  return { habits, findings };
}

function isLearned({ sinceMs, calls }: Habits, atMs: number, learningMs = LEARNING_MS): boolean {
  return calls >= LEARNING_CALLS && atMs - sinceMs >= learningMs;
}

function meetNetwork(
  habits: Habits,
  network: string,
  { address, atMs }: { address: string; atMs: number },
): Finding | null {
  const today = dayOf(atMs);
  const { networks } = habits;
  for (const [known, day] of Object.entries(networks)) if (today - day > FORGET_NETWORK_DAYS) delete networks[known];
  const known = Object.keys(networks).length;
  const isNew = networks[network] === undefined;
  if (!isNew || known < MOST_NETWORKS) networks[network] = Math.max(today, networks[network] ?? 0);
  if (!isNew || known === 0 || known >= MOST_NETWORKS || !isLearned(habits, atMs)) return null;
  return { kind: 'new_network', evidence: { network, address, at: instant(atMs), knownNetworks: known } };
}

function meetHour(habits: Habits, atMs: number): Finding | null {
  const today = dayOf(atMs);
  const at = new Date(atMs);
  const days = isWeekend(at.getUTCDay()) ? 'weekends' : 'weekdays';
  const usual = usualHours(habits, days, today);
  const hour = at.getUTCHours();
  const isUsual = usual.some((one) => [0, 1, 23].includes((one - hour + 24) % 24));
  habits.hours[at.getUTCDay() * 24 + hour] = today;
  if (isUsual || !isLearned(habits, atMs, LEARNING_HOURS_MS)) return null;
  const usualHoursText = usual.map((one) => `${String(one).padStart(2, '0')}:00`);
  return { kind: 'unusual_hours', evidence: { at: instant(atMs), days, usualHours: usualHoursText } };
}

/** Hours of the day at which it was used on such days, of late. */
function usualHours({ hours }: Habits, days: 'weekdays' | 'weekends', today: number): number[] {
  const used = new Set<number>();
  for (const [hourOfWeek, day] of hours.entries()) {
    const isOfKind = isWeekend(Math.floor(hourOfWeek / 24)) === (days === 'weekends');
    if (isOfKind && day > 0 && today - day <= FORGET_HOUR_DAYS) used.add(hourOfWeek % 24);
  }
  return [...used].sort((one, other) => one - other);
}

function meetMinute(habits: Habits, minuteMs: number, calls: number): Finding | null {
  const known = habits.open.find(([openMs]) => openMs === minuteMs);
  const total = (known?.[1] ?? 0) + calls;
  if (known === undefined) habits.open.push([minuteMs, total]);
  else known[1] = total;
  const isUnusual = total >= LEAST_PER_MINUTE && total >= TIMES_USUAL * habits.mean && total > habits.peak;
  if (!isUnusual || !isLearned(habits, minuteMs)) return null;
  const evidence = {
    minute: instant(minuteMs),
    calls: total,
    usualPerMinute: Math.round(habits.mean * 10) / 10,
    highestPerMinute: Math.round(habits.peak),
  };
  return { kind: 'unusual_rate', evidence };
}

/** What won't grow any more becomes part of mean and peak. */
function closeMinutes(habits: Habits, latestMs: number): void {
  const isOpen = ([minuteMs]: [number, number]) => latestMs - minuteMs < OPEN_MINUTES * MINUTE_MS;
  const closed = habits.open.filter((minute) => !isOpen(minute)).sort(([one], [other]) => one - other);
  habits.open = habits.open.filter(isOpen);
  for (const [, calls] of closed) {
    const weight = Math.max(MEAN_WEIGHT, 1 / (habits.minutes + 1));
    const bounded = habits.minutes === 0 ? calls : Math.min(calls, MEAN_RISE * Math.max(habits.mean, 1));
    habits.mean += (bounded - habits.mean) * weight;
    habits.peak = Math.max(calls, habits.peak * PEAK_DECAY);
    habits.minutes += 1;
  }
}

function isWeekend(day: number): boolean {
  return day === 0 || day === 6;
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
