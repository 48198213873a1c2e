/** What the rounds of a case come to. */
import { figureOf } from '../measure/figures.mjs';
import { QUIET_SHARE } from '../measure/run-case.mjs';

/**
 * @typedef {import('../measure/figures.mjs').Figure} Figure
 * @typedef {import('../measure/run-case.mjs').Round} Round
 *
 * @typedef {object} Standing
 * @property {string} name
 * @property {string} title
 * @property {Figure | null} cpuUs per unit; null for direct
 * @property {Figure} perSecond
 * @property {Figure} p50Us
 * @property {Figure} p99Us
 * @property {Figure | null} upstreamUs CPU of the upstream per unit
 * @property {number[]} residentPeaks bytes, the most of each round in their order; none for direct
 * @property {number} rounds
 * @property {number} disturbed rounds in which others used more than they may
 *
 * @typedef {object} CaseSummary
 * @property {string} name
 * @property {string} title
 * @property {string} load
 * @property {'request' | 'event'} unit
 * @property {number} seconds of a round
 * @property {Standing[]} standings
 */

/**
 * @param {{ case: Pick<import('../cases.mjs').Case, 'name' | 'title' | 'load' | 'unit'>, seconds: number, contestants: readonly { name: string, title: string }[], rounds: ReadonlyMap<string, readonly Round[]> }} result
 * @returns {CaseSummary}
 */
export function summarise({ case: { name, title, load, unit }, seconds, contestants, rounds }) {
  const standings = contestants.map((contestant) => standingOf(contestant, rounds.get(contestant.name) ?? []));
  return { name, title, load, unit, seconds, standings };
}

/**
 * @param {{ name: string, title: string }} contestant
 * @param {readonly Round[]} rounds
 * @returns {Standing}
 */
function standingOf({ name, title }, rounds) {
  const of = (/** @type {(round: Round) => number} */ pick) => figureOf(rounds.map(pick));
  const ofKnown = (/** @type {(round: Round) => number | null} */ pick) =>
    rounds.some((round) => pick(round) === null) ? null : of((round) => pick(round) ?? 0);
  return {
    name,
    title,
    cpuUs: ofKnown(({ cpuUs }) => cpuUs),
    perSecond: of(({ perSecond }) => perSecond),
    p50Us: of(({ p50Us }) => p50Us),
    p99Us: of(({ p99Us }) => p99Us),
    upstreamUs: ofKnown(({ upstreamUs }) => upstreamUs),
    residentPeaks: rounds.flatMap(({ residentBytes }) => Math.max(...residentBytes)).filter((bytes) => bytes > 0),
    rounds: rounds.length,
    disturbed: rounds.filter(({ foreignShare }) => foreignShare > QUIET_SHARE).length,
  };
}
