/** What several rounds come to. */

/**
 * @typedef {object} Figure
 * @property {number} median
 * @property {number} min
 * @property {number} max
 */

/**
 * @param {readonly number[]} values
 * @returns {Figure}
 * @throws {Error} when there are none
 */
export function figureOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new Error('a figure of no rounds');
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, min, max };
}

/**
 * In which order the targets have their turns: reversed in every second round, so that what drifts weighs on all alike.
 * @template T
 * @param {readonly T[]} items
 * @param {number} round from 0
 * @returns {readonly T[]}
 */
export function orderOf(items, round) {
  return round % 2 === 0 ? items : items.toReversed();
}
