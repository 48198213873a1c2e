/** What was promised of the gateway, and whether this run kept it. */

/**
 * @typedef {import('./summary.mjs').CaseSummary} CaseSummary
 *
 * @typedef {object} Memory of the gateway, in bytes
 * @property {number} idleBytes
 * @property {number} endBytes
 *
 * @typedef {object} Verdict
 * @property {string} promise
 * @property {number} value
 * @property {number} bound at most
 * @property {'×' | 'MiB'} unit
 * @property {boolean} met
 */

const MIB = 2 ** 20;
const IDLE_MIB = 220;
const END_MIB = 300;
/** What memory may differ by from round to round without growing. */
const STEADY = 1.05;

/**
 * Of streams the paced one is promised: in a burst dozens of events come in one read, and a relay that doesn't know of
 * events passes them on as one.
 * @type {readonly { case: string, of: string, to: string, bound: number, promise: string }[]}
 */
const RATIOS = [
  { case: 'unary-small', of: 'gateway', to: 'nginx', bound: 5, promise: 'a small call: CPU beside nginx' },
  { case: 'unary-small', of: 'gateway', to: 'portkey', bound: 1 / 5, promise: 'a small call: CPU beside Portkey' },
  { case: 'unary-23k', of: 'gateway', to: 'nginx', bound: 5, promise: 'a call of 23 KB: CPU beside nginx' },
  { case: 'unary-23k', of: 'gateway', to: 'portkey', bound: 1 / 5, promise: 'a call of 23 KB: CPU beside Portkey' },
  {
    case: 'stream-paced',
    of: 'gateway',
    to: 'node-relay',
    bound: 1.3,
    promise: 'a metered event of a paced stream: CPU beside the Node relay',
  },
  {
    case: 'stream-translated',
    of: 'gateway',
    to: 'node-relay',
    bound: 2,
    promise: 'a translated event of a paced stream: CPU beside the Node relay',
  },
  { case: 'keys', of: 'keys-200000', to: 'keys-1000', bound: 1.1, promise: 'CPU with 200,000 keys beside 1,000' },
];

/**
 * @param {readonly CaseSummary[]} cases
 * @param {Memory | null} memory null where the gateway took no part
 * @returns {Verdict[]} of the promises that the run could look at
 */
export function judge(cases, memory) {
  const ratios = RATIOS.flatMap(({ case: name, of, to, bound, promise }) => {
    const standings = cases.find((one) => one.name === name)?.standings ?? [];
    const cpu = (/** @type {string} */ who) => standings.find((one) => one.name === who)?.cpuUs?.median;
    const [ours, theirs] = [cpu(of), cpu(to)];
    return ours === undefined || theirs === undefined ? [] : [verdict(promise, ours / theirs, { bound, unit: '×' })];
  });
  return memory === null ? ratios : [...ratios, ...memoryVerdicts(cases, memory)];
}

/**
 * @param {readonly CaseSummary[]} cases
 * @param {Memory} memory
 * @returns {Verdict[]}
 */
function memoryVerdicts(cases, { idleBytes, endBytes }) {
  const growths = cases
    .flatMap(({ title, standings }) => standings.map((one) => ({ title, name: one.name, peaks: one.residentPeaks })))
    .filter(({ name, peaks }) => /^(gateway|keys-\d+)$/.test(name) && peaks.length > 1)
    .map(({ title, peaks }) => ({ title, growth: growthOf(peaks) }))
    .toSorted((a, b) => b.growth - a.growth);
  const [worst] = growths;
  return [
    verdict('resident memory, idle', idleBytes / MIB, { bound: IDLE_MIB, unit: 'MiB' }),
    verdict('resident memory, after the run', endBytes / MIB, { bound: END_MIB, unit: 'MiB' }),
    ...(worst === undefined
      ? []
      : [
          verdict(`its growth in the last half of a case (most in: ${worst.title})`, worst.growth, {
            bound: STEADY,
            unit: '×',
          }),
        ]),
  ];
}

/**
 * @param {readonly number[]} peaks of the rounds
 * @returns {number} the last beside the one in the middle
 */
function growthOf(peaks) {
  return (peaks.at(-1) ?? 0) / (peaks[Math.floor((peaks.length - 1) / 2)] ?? 1);
}

/**
 * @param {string} promise
 * @param {number} value
 * @param {{ bound: number, unit: '×' | 'MiB' }} limit
 * @returns {Verdict}
 */
function verdict(promise, value, { bound, unit }) {
  return { promise, value, bound, unit, met: value <= bound };
}
