/** What can be chosen at the command line. */
import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench [-- options]
  --cases a,b        only these cases
  --targets a,b      only these targets
  --rounds n         rounds of each case
  --seconds n        seconds of a round
  --warm-up n        seconds each target is warmed up for in each case (30 in the first, then 8)
  --repeats n        how often, at most, rounds that others disturbed are made again (10)
  --quick            one short round of each case, 1 s of warm-up, a tenth of the many keys
  --no-prepare       neither installs nor builds: measures what is built
  --node-options=x   for the gateway's Node, such as '--cpu-prof --cpu-prof-dir=/somewhere'
  --out folder       where results go; without it, a whole run writes to infra/docs/bench, any other only prints`;

/**
 * @typedef {object} Options
 * @property {readonly string[]} args as they were given
 * @property {readonly string[]} cases empty for all
 * @property {readonly string[]} targets empty for all
 * @property {number | null} rounds null for each case's own
 * @property {number | null} seconds
 * @property {number | null} warmUpSeconds null: as each case says
 * @property {number} repeats
 * @property {boolean} whole the figures that are published
 * @property {boolean} quick
 * @property {boolean} prepare
 * @property {string} nodeOptions of the gateway
 * @property {string | null} out
 */

/**
 * @param {readonly string[]} args
 * @returns {Options}
 * @throws {TypeError} naming an option that isn't one
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      cases: { type: 'string', default: '' },
      targets: { type: 'string', default: '' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      repeats: { type: 'string' },
      quick: { type: 'boolean', default: false },
      prepare: { type: 'boolean', default: true },
      'node-options': { type: 'string', default: '' },
      out: { type: 'string' },
    },
  });
  const list = (/** @type {string} */ text) => text.split(',').filter((name) => name !== '');
  const chosen = (/** @type {string | undefined} */ text, /** @type {number | null} */ otherwise) =>
    text === undefined ? otherwise : positive(text);
  const { quick } = values;
  const [cases, targets] = [list(values.cases), list(values.targets)];
  const own = [values.rounds, values.seconds, values['warm-up'], values['node-options'] || undefined];
  return {
    args,
    cases,
    targets,
    rounds: chosen(values.rounds, quick ? 1 : null),
    seconds: chosen(values.seconds, quick ? 2 : null),
    warmUpSeconds: chosen(values['warm-up'], quick ? 1 : null),
    repeats: values.repeats === undefined ? 10 : count(values.repeats),
    whole: !quick && own.every((one) => one === undefined) && cases.length === 0 && targets.length === 0,
    quick,
    prepare: values.prepare,
    nodeOptions: values['node-options'],
    out: values.out ?? null,
  };
}

/** @param {string} text */
function positive(text) {
  const value = Number(text);
  if (!(value > 0)) throw new TypeError(`${text} isn't a number above zero\n${USAGE}`);
  return value;
}

/** @param {string} text */
function count(text) {
  if (!/^\d+$/.test(text)) throw new TypeError(`${text} isn't a number\n${USAGE}`);
  return Number(text);
}
