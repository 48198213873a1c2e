/** What the upstream answers: fixed, so that every target's reply can be compared with it. */

/** Tokens that an answer reports. */
export const INPUT_TOKENS = 48;
export const OUTPUT_TOKENS = 12;

const ANSWER_BYTES = 400;
const BASE = { id: 'chatcmpl-bench', created: 1_793_491_200, model: 'bench' };
const CHUNK = { ...BASE, object: 'chat.completion.chunk' };
const MARK = '#';
const [EVENT_HEAD = '', EVENT_TAIL = ''] = JSON.stringify({
  ...CHUNK,
  choices: [{ index: 0, delta: { content: MARK }, finish_reason: null }],
}).split(MARK);

/** Finds number and time of sending in an event. */
export const EVENT = /"content":"(\d{6}) (\d{16})"/;

const completion = (/** @type {string} */ content) =>
  JSON.stringify({
    ...BASE,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: usageOf(OUTPUT_TOKENS),
  });

/** A chat completion of 400 bytes, with usage. */
export const UNARY_ANSWER = completion('x'.repeat(ANSWER_BYTES - completion('').length));

/**
 * One event of a stream.
 * @param {number} number from 0
 * @param {number} sentUs by {@link nowUs}
 */
export function eventOf(number, sentUs) {
  const content = `${String(number).padStart(6, '0')} ${String(sentUs).padStart(16, '0')}`;
  return `data: ${EVENT_HEAD}${content}${EVENT_TAIL}\n\n`;
}

/**
 * The events after the last piece of content: why it ended, the usage, and the end.
 * @param {number} events
 */
export function lastEventsOf(events) {
  const end = { ...CHUNK, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
  const usage = { ...CHUNK, choices: [], usage: usageOf(events) };
  return [JSON.stringify(end), JSON.stringify(usage), '[DONE]'].map((data) => `data: ${data}\n\n`);
}

/** @returns {number} µs of the machine's monotonic clock, the same in every process */
export function nowUs() {
  return Number(process.hrtime.bigint() / 1000n);
}

/** @param {number} output */
function usageOf(output) {
  return { prompt_tokens: INPUT_TOKENS, completion_tokens: output, total_tokens: INPUT_TOKENS + output };
}
