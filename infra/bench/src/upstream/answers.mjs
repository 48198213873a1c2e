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

const [MESSAGE_EVENT_HEAD = '', MESSAGE_EVENT_TAIL = ''] = JSON.stringify({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: MARK },
}).split(MARK);

/** Finds number and time of sending in an event of a chat. */
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
 * A stream on one wire, by its events.
 * @typedef {object} StreamWire
 * @property {readonly string[]} firstEvents before any content
 * @property {(number: number, sentUs: number) => string} eventOf a piece of content, numbered from 0, sent at a time of {@link nowUs}
 * @property {(events: number) => string[]} lastEventsOf why it ended, the usage of so many pieces, and the end
 */

/** @type {StreamWire} */
export const CHAT = {
  firstEvents: [],
  eventOf: (number, sentUs) => `data: ${EVENT_HEAD}${contentOf(number, sentUs)}${EVENT_TAIL}\n\n`,
  lastEventsOf(events) {
    const end = { ...CHUNK, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
    const usage = { ...CHUNK, choices: [], usage: usageOf(events) };
    return [JSON.stringify(end), JSON.stringify(usage), '[DONE]'].map((data) => `data: ${data}\n\n`);
  },
};

/** Anthropic's. @type {StreamWire} */
export const MESSAGES = {
  firstEvents: [
    messageEvent('message_start', {
      message: {
        id: 'msg_bench',
        type: 'message',
        role: 'assistant',
        model: BASE.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: INPUT_TOKENS, output_tokens: 1 },
      },
    }),
    messageEvent('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  ],
  eventOf: (number, sentUs) =>
    `event: content_block_delta\ndata: ${MESSAGE_EVENT_HEAD}${contentOf(number, sentUs)}${MESSAGE_EVENT_TAIL}\n\n`,
  lastEventsOf: (events) => [
    messageEvent('content_block_stop', { index: 0 }),
    messageEvent('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: events },
    }),
    messageEvent('message_stop', {}),
  ],
};

/**
 * @param {string} type
 * @param {object} rest
 */
function messageEvent(type, rest) {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
}

/**
 * @param {number} number
 * @param {number} sentUs
 */
function contentOf(number, sentUs) {
  return `${String(number).padStart(6, '0')} ${String(sentUs).padStart(16, '0')}`;
}

/** @returns {number} µs of the machine's monotonic clock, the same in every process */
export function nowUs() {
  return Number(process.hrtime.bigint() / 1000n);
}

/** @param {number} output */
function usageOf(output) {
  return { prompt_tokens: INPUT_TOKENS, completion_tokens: output, total_tokens: INPUT_TOKENS + output };
}
