import type { Operation } from '../deliveries/delivery.js';
import { GARBAGE, type Steering } from './steering.js';

/** `order`: a tool to call, may be said again. `arguments`: a JSON object for the tool before it. */
export type KeyKind =
  | { kind: 'integer'; min: number; max: number }
  | { kind: 'flag' }
  | { kind: 'text' }
  | { kind: 'choice'; of: readonly string[] }
  | { kind: 'order' }
  | { kind: 'arguments' };

/** One steering key, with the sentence that documents it on the landing page. */
export interface SteeringKey {
  property: keyof Steering;
  value: KeyKind;
  operations: readonly Operation[];
  example: string;
  help: string;
}

const ANY: readonly Operation[] = [
  'chat',
  'embeddings',
  'images',
  'speech',
  'transcriptions',
  'moderations',
  'rerank',
  'realtime',
];
const CHAT: readonly Operation[] = ['chat', 'realtime'];
/** What comes in pieces, if it is asked for as a stream. */
const STREAMED: readonly Operation[] = [...CHAT, 'images', 'speech', 'transcriptions'];
const TOKENS: KeyKind = { kind: 'integer', min: 0, max: 1_000_000_000 };
const PIECES: KeyKind = { kind: 'integer', min: 0, max: 1_000_000 };

/** Every key, in the order in which the landing page shows them. */
export const STEERING_KEYS: Readonly<Record<string, SteeringKey>> = {
  status: {
    property: 'status',
    value: { kind: 'integer', min: 400, max: 599 },
    operations: ANY,
    example: 'status=503',
    help: 'Answers with this error status, in the envelope of the wire.',
  },
  error_code: {
    property: 'errorCode',
    value: { kind: 'text' },
    operations: ANY,
    example: 'error_code=insufficient_quota',
    help: 'The code inside that error: OpenAI’s code, Anthropic’s type, Google’s status. Needs status.',
  },
  retry_after: {
    property: 'retryAfter',
    value: { kind: 'integer', min: 0, max: 86_400 },
    operations: ANY,
    example: 'retry_after=2',
    help: 'Sends Retry-After, in seconds, with that error. Needs status.',
  },
  delay_ms: {
    property: 'delayMs',
    value: { kind: 'integer', min: 0, max: 600_000 },
    operations: ANY,
    example: 'delay_ms=500',
    help: 'Waits before the first byte of the answer.',
  },
  reply: {
    property: 'reply',
    value: { kind: 'text' },
    operations: [...CHAT, 'transcriptions'],
    example: 'reply="as you wish"',
    help: 'The text to answer with. In quotes it may hold spaces and JSON escapes.',
  },
  tool: {
    property: 'tools',
    value: { kind: 'order' },
    operations: CHAT,
    example: 'tool=get_weather',
    help: 'Calls this tool, which the request must declare; may be said again. Once its result follows, the answer is a text that repeats it.',
  },
  args: {
    property: 'tools',
    value: { kind: 'arguments' },
    operations: CHAT,
    example: 'tool=get_weather args={"city":"Paris"}',
    help: 'The arguments of the tool before it; an empty object if unsaid.',
  },
  refusal: {
    property: 'refusal',
    value: { kind: 'text' },
    operations: CHAT,
    example: 'refusal="I can’t help with that."',
    help: 'Refuses with this text, as the wire says a refusal.',
  },
  filtered: {
    property: 'filtered',
    value: { kind: 'flag' },
    operations: CHAT,
    example: 'filtered=true',
    help: 'Ends as if a content filter had stopped it, where the wire has a word for that.',
  },
  image: {
    property: 'images',
    value: { kind: 'integer', min: 0, max: 10 },
    operations: [...CHAT, 'images'],
    example: 'image=2',
    help: 'Answers with so many pictures, where the wire can carry them.',
  },
  chunks: {
    property: 'chunks',
    value: { kind: 'integer', min: 1, max: 10_000 },
    operations: CHAT,
    example: 'chunks=20',
    help: 'Streams the text in this many pieces (one a word if unsaid). A reply with fewer characters has fewer.',
  },
  chunk_delay_ms: {
    property: 'chunkDelayMs',
    value: { kind: 'integer', min: 0, max: 60_000 },
    operations: STREAMED,
    example: 'chunk_delay_ms=50',
    help: 'Waits between two pieces of a stream.',
  },
  cut_after: {
    property: 'cutAfter',
    value: PIECES,
    operations: STREAMED,
    example: 'cut_after=5',
    help: 'Drops the connection after that many pieces; a plain answer is dropped in the middle of its body. A stream with fewer pieces ends as usual.',
  },
  hang_after: {
    property: 'hangAfter',
    value: PIECES,
    operations: STREAMED,
    example: 'hang_after=5',
    help: 'Falls silent after that many pieces and keeps the connection; a plain answer in the middle of its body.',
  },
  error_after: {
    property: 'errorAfter',
    value: PIECES,
    operations: STREAMED,
    example: 'error_after=5',
    help: 'A stream reports an error after that many pieces, as the wire does it in mid-stream, and ends. Plain answers are not touched.',
  },
  garbage: {
    property: 'garbage',
    value: { kind: 'choice', of: GARBAGE },
    operations: ANY,
    example: 'garbage=json',
    help: 'A 200 that isn’t one: json that is broken, gzip that is truncated, the body of an error, another content type, nothing at all, a line of 100 MB.',
  },
  byte_by_byte: {
    property: 'byteByByte',
    value: { kind: 'flag' },
    operations: CHAT,
    example: 'byte_by_byte=true',
    help: 'Sends every byte of the answer as a chunk of its own.',
  },
  omit_usage: {
    property: 'omitUsage',
    value: { kind: 'flag' },
    operations: ANY,
    example: 'omit_usage=true',
    help: 'Reports no usage at all.',
  },
  prompt_tokens: {
    property: 'promptTokens',
    value: TOKENS,
    operations: ANY,
    example: 'prompt_tokens=1200',
    help: 'Reports this many prompt tokens, cached ones included, instead of the true count.',
  },
  completion_tokens: {
    property: 'completionTokens',
    value: TOKENS,
    operations: CHAT,
    example: 'completion_tokens=90',
    help: 'Reports this many completion tokens, reasoning included, instead of the true count.',
  },
  cached_tokens: {
    property: 'cachedTokens',
    value: TOKENS,
    operations: CHAT,
    example: 'cached_tokens=1024',
    help: 'How many of the prompt tokens are reported as read from a cache.',
  },
  cache_write_tokens: {
    property: 'cacheWriteTokens',
    value: TOKENS,
    operations: CHAT,
    example: 'cache_write_tokens=256',
    help: 'How many of the prompt tokens are reported as written to a cache, where the wire reports that.',
  },
  reasoning_tokens: {
    property: 'reasoningTokens',
    value: TOKENS,
    operations: CHAT,
    example: 'reasoning_tokens=64',
    help: 'Reasoning tokens, part of the completion tokens: added to the text’s unless completion_tokens is said. Wires that show thoughts show some, where the request asks for them.',
  },
  show_thoughts: {
    property: 'showThoughts',
    value: { kind: 'flag' },
    operations: CHAT,
    example: 'show_thoughts=true',
    help: 'Shows the thoughts as reasoning_content on OpenAI’s chat wire, as some who speak it do.',
  },
};
