/** A run as a page: verdicts, figures, and the conditions they were made under. */

/**
 * @typedef {import('../measure/figures.mjs').Figure} Figure
 * @typedef {import('./summary.mjs').CaseSummary} CaseSummary
 * @typedef {import('./summary.mjs').Standing} Standing
 *
 * @typedef {object} Lane what the worker needed for what the gateway left it, µs of CPU per usage event
 * @property {number} events
 * @property {number} workerUs
 * @property {number} postgresUs
 * @property {number} gatewayUs
 *
 * @typedef {object} Results
 * @property {import('./conditions.mjs').Conditions} conditions
 * @property {CaseSummary[]} cases
 * @property {(import('./verdicts.mjs').Memory & { peakBytes: number }) | null} memory of the gateway
 * @property {Lane | null} lane
 * @property {{ answered: number, recorded: number, cutAtMost: number } | null} calls of the gateway, in the whole run
 * @property {import('./verdicts.mjs').Verdict[]} verdicts
 */

const MIB = 2 ** 20;
const US_PER_MS = 1000;

/**
 * @param {Results} results
 * @returns {string}
 */
export function renderMarkdown(results) {
  const { cases, verdicts } = results;
  const sections = [
    ['# What a call costs'],
    verdictLines(verdicts),
    ...cases.map(caseLines),
    laneLines(results),
    conditionLines(results),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** @param {import('./verdicts.mjs').Verdict[]} verdicts */
function verdictLines(verdicts) {
  if (verdicts.length === 0) return ['No promise was looked at in this run.'];
  const digits = (/** @type {'×' | 'MiB'} */ unit) => (unit === '×' ? 2 : 0);
  const rows = verdicts.map(({ promise, value, bound, unit, met }) => {
    const verdict = met ? 'met' : `**missed by ${((value / bound - 1) * 100).toFixed(0)} %**`;
    const at = (/** @type {number} */ number) => `${number.toFixed(digits(unit))} ${unit}`;
    return [promise, at(value), at(bound), verdict];
  });
  return table(['Promise', 'This run', 'At most', ''], rows);
}

/** @param {CaseSummary} summary */
function caseLines({ title, load, unit, seconds, standings }) {
  const rounds = Math.max(...standings.map((one) => one.rounds));
  const disturbed = standings.reduce((sum, one) => sum + one.disturbed, 0);
  const rows = standings.map((one) => [
    one.title,
    one.cpuUs === null ? '–' : figure(one.cpuUs, 1),
    ...standings.filter(({ name }) => name === 'nginx').map((nginx) => ratio(one.cpuUs, nginx.cpuUs)),
    figure(one.perSecond, 0),
    ...latency(one, standings),
    one.residentPeaks.length === 0 ? '–' : (Math.max(...one.residentPeaks) / MIB).toFixed(0),
  ]);
  const beside = standings.some(({ name }) => name === 'nginx') ? ['beside nginx'] : [];
  const head = ['', `CPU µs per ${unit}`, ...beside, `${unit}s/s`, ...latencyHead(unit, standings), 'RSS MiB'];
  const noisy = disturbed === 0 ? '' : `; others disturbed ${disturbed} of ${rounds * standings.length} rounds`;
  return [
    `## ${title}`,
    '',
    `${load}; rounds: ${rounds} of ${seconds} s${noisy}. Medians, in brackets least and most.`,
    '',
    ...table(head, rows),
  ];
}

/**
 * A request's time is from its sending to its answer, an event's on its way from the upstream.
 * @param {'request' | 'event'} unit
 * @param {readonly Standing[]} standings
 */
function latencyHead(unit, standings) {
  const what = unit === 'event' ? 'delay ' : '';
  const added = standings.some(({ name }) => name === 'direct') ? ['p50 added ms', 'p99 added ms'] : [];
  return [`${what}p50 ms`, `${what}p99 ms`, ...added];
}

/**
 * @param {Standing} one
 * @param {readonly Standing[]} standings
 */
function latency(one, standings) {
  const ms = (/** @type {number} */ us) => (us / US_PER_MS).toFixed(us < 10 * US_PER_MS ? 3 : 1);
  const direct = standings.find(({ name }) => name === 'direct');
  const over = (/** @type {'p50Us' | 'p99Us'} */ share) =>
    one === direct ? '–' : ms(one[share].median - (direct?.[share].median ?? 0));
  const added = direct === undefined ? [] : [over('p50Us'), over('p99Us')];
  return [ms(one.p50Us.median), ms(one.p99Us.median), ...added];
}

/** @param {Results} results */
function laneLines({ lane, memory, calls }) {
  if (lane === null || memory === null || calls === null) return ['The gateway took no part.'];
  const mib = (/** @type {number} */ bytes) => `${(bytes / MIB).toFixed(0)} MiB`;
  return [
    '## After the answer',
    '',
    `The worker stands still while a round is measured and then works off what waits: ${lane.events} usage events at`,
    `${lane.workerUs.toFixed(0)} µs of its own CPU each, ${lane.postgresUs.toFixed(0)} of PostgreSQL's and ${lane.gatewayUs.toFixed(0)} of the gateway's for the confirmation.`,
    `Of the gateway's ${calls.answered} answered calls every one has its usage event (${calls.recorded} events; at most ${calls.cutAtMost} calls were`,
    `cut off by the end of a round). Resident memory: ${mib(memory.idleBytes)} idle, ${mib(memory.peakBytes)} at most, ${mib(memory.endBytes)} after the run.`,
  ];
}

/** @param {Results} results */
function conditionLines({ conditions }) {
  const { date, revision, cpu, cores, kernel, versions, loadAverage, measuredCore, restCore } = conditions;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    '## Conditions',
    '',
    `- ${date}, revision ${revision}, \`${conditions.command}\``,
    `- ${cpu}, ${cores} cores, Linux ${kernel}; load average when it began ${loadAverage.join(' ')}`,
    `- ${programs.join(', ')}`,
    `- What is measured has core ${measuredCore}; upstream, load, Redis, PostgreSQL and the worker share core ${restCore}`,
    `- ${conditions.warmUp}, for each target; rounds interleaved, in reversed order every second time`,
    `- CPU is user and system time of the measured processes' threads by the kernel's accounting; a round in which others`,
    `  used more than ${(conditions.quietShare * 100).toFixed(0)} % of a core was made again`,
    '- Every target gave the upstream’s own answer before and after each case, and no call of any round failed',
  ];
}

/**
 * @param {Figure} value
 * @param {number} digits
 */
function figure({ median, min, max }, digits) {
  const at = (/** @type {number} */ number) => number.toFixed(digits);
  return `${at(median)} (${at(min)}–${at(max)})`;
}

/**
 * @param {Figure | null} ours
 * @param {Figure | null} theirs
 */
function ratio(ours, theirs) {
  return ours === null || theirs === null ? '–' : `${(ours.median / theirs.median).toFixed(2)}×`;
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)];
}
