/** What is asked of every target. */
import { modelOf } from './system/shop.mjs';
import { OUTPUT_TOKENS } from './upstream/answers.mjs';

/** Between two events of a paced stream: 20 come in a second. */
export const PAUSE_MS = 50;
const BURST_EVENTS = 500;
/** Of a stream that is only looked at. */
const CHECKED_EVENTS = 20;
const LARGE_BYTES = 23 * 1024;

/** V8 goes on compiling a gateway for some 15,000 calls; what is measured first waits for that. */
export const FIRST_WARM_UP_SECONDS = 30;
export const WARM_UP_SECONDS = 8;

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string} title
 * @property {import('./targets/target.mjs').Kind} kind
 * @property {string} load in words
 * @property {'request' | 'event'} unit what the figures are per
 * @property {number} connections
 * @property {number} seconds of one round
 * @property {number} rounds
 * @property {number} warmUpSeconds
 * @property {(seconds: number) => number} tokensIn output tokens of an answer, which are a stream's events; of a round so long
 * @property {(tokens: number) => string} body
 * @property {number} checkedTokens of the replies that are looked at
 * @property {readonly number[]} [keys] the gateway is compared with itself, with so many keys in turn
 */

const SMALL = [
  { role: 'system', content: 'You answer in one short sentence and never ask back, whatever the question may be.' },
  { role: 'user', content: 'Which road leads from the harbour to the market when the bridge by the mill is closed?' },
];
const SENTENCE = `${SMALL[1]?.content} `;

const unary = /** @type {const} */ ({
  kind: 'unary',
  unit: 'request',
  checkedTokens: OUTPUT_TOKENS,
  tokensIn: () => OUTPUT_TOKENS,
});
const small = { ...unary, body: () => unaryBody(SMALL) };
const stream = /** @type {const} */ ({ unit: 'event', checkedTokens: CHECKED_EVENTS });

/** @type {readonly Case[]} */
const CASES = [
  {
    ...small,
    name: 'unary-small',
    title: 'Unary, small',
    load: '64 connections, request of 300 bytes, answer of 400',
    connections: 64,
    seconds: 4,
    rounds: 5,
    warmUpSeconds: FIRST_WARM_UP_SECONDS,
  },
  {
    ...unary,
    name: 'unary-23k',
    title: 'Unary, 23 KB',
    load: '64 connections, request of 23 KB, answer of 400 bytes',
    connections: 64,
    seconds: 4,
    rounds: 3,
    warmUpSeconds: WARM_UP_SECONDS,
    body: largeBody,
  },
  {
    ...stream,
    name: 'stream-paced',
    title: 'Stream, paced',
    load: '300 streams of 20 events a second',
    kind: 'paced',
    connections: 300,
    seconds: 8,
    rounds: 3,
    warmUpSeconds: WARM_UP_SECONDS,
    tokensIn: (seconds) => Math.round((seconds * 1000) / PAUSE_MS),
    body: (events) => streamBody('paced', events),
  },
  {
    ...stream,
    name: 'stream-burst',
    title: 'Stream, burst',
    load: `64 streams of ${BURST_EVENTS} events as fast as they are taken`,
    kind: 'burst',
    connections: 64,
    seconds: 4,
    rounds: 3,
    warmUpSeconds: WARM_UP_SECONDS,
    tokensIn: () => BURST_EVENTS,
    body: (events) => streamBody('burst', events),
  },
  {
    ...stream,
    name: 'stream-translated',
    title: 'Stream, paced, translated',
    load: "300 streams of 20 events a second; the gateway makes them of Anthropic's, the others relay a chat's",
    kind: 'translated',
    connections: 300,
    seconds: 8,
    rounds: 3,
    warmUpSeconds: WARM_UP_SECONDS,
    tokensIn: (seconds) => Math.round((seconds * 1000) / PAUSE_MS),
    body: (events) => streamBody('translated', events),
  },
  {
    ...stream,
    name: 'stream-translated-burst',
    title: 'Stream, burst, translated',
    load: `64 streams of ${BURST_EVENTS} events as fast as they are taken; the gateway makes them of Anthropic's`,
    kind: 'translated-burst',
    connections: 64,
    seconds: 4,
    rounds: 3,
    warmUpSeconds: WARM_UP_SECONDS,
    tokensIn: () => BURST_EVENTS,
    body: (events) => streamBody('translated-burst', events),
  },
  {
    ...small,
    name: 'one-connection',
    title: 'One connection',
    load: '1 connection, request of 300 bytes, answer of 400',
    connections: 1,
    seconds: 4,
    rounds: 3,
    warmUpSeconds: WARM_UP_SECONDS,
  },
  {
    ...small,
    name: 'keys',
    title: 'Many keys',
    load: '64 connections, request of 300 bytes, answer of 400; each request with the next key of 200 tenants',
    connections: 64,
    seconds: 4,
    rounds: 4,
    warmUpSeconds: WARM_UP_SECONDS,
    keys: [1_000, 200_000],
  },
];

/**
 * @param {Pick<import('./options.mjs').Options, 'cases' | 'quick'>} options
 * @returns {readonly Case[]} all of them where no name is given
 * @throws {Error} for a name that isn't one
 */
export function chooseCases({ cases: names, quick }) {
  const unknown = names.filter((name) => !CASES.some((one) => one.name === name));
  const known = CASES.map(({ name }) => name).join(', ');
  if (unknown.length > 0) throw new Error(`There is no case ${unknown.join(', ')}: choose from ${known}.`);
  const chosen = names.length === 0 ? CASES : CASES.filter(({ name }) => names.includes(name));
  return quick ? chosen.map(quickened) : chosen;
}

/**
 * @param {Case} one
 * @returns {Case} the same with a tenth of its many keys: making and meeting them takes longest
 */
function quickened(one) {
  if (one.keys === undefined) return one;
  const [few = 0, ...many] = one.keys;
  return { ...one, keys: [few, ...many.map((amount) => amount / 10)] };
}

/** @param {{ role: string, content: string }[]} messages */
function unaryBody(messages) {
  return JSON.stringify({ model: modelOf('unary'), messages, max_tokens: 100 });
}

function largeBody() {
  const missing = LARGE_BYTES - unaryBody(SMALL).length;
  const content = SENTENCE.repeat(Math.ceil(missing / SENTENCE.length)).slice(0, missing);
  return unaryBody(
    SMALL.map((message, index) => (index === 1 ? { ...message, content: content + message.content } : message)),
  );
}

/**
 * @param {import('./targets/target.mjs').Kind} kind
 * @param {number} events
 */
function streamBody(kind, events) {
  const options = { stream: true, stream_options: { include_usage: true } };
  return JSON.stringify({ model: modelOf(kind), messages: SMALL, max_tokens: events, ...options });
}
