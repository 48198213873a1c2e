/**
 * Whose a signature or a sealed thought is. Each is worth something to the wire that made it and to no other, which would
 * refuse the request for it. What a caller of another wire is given bears its maker's name, and goes back to that one only.
 * Written as base64, because that is what Google's clients take such a value for.
 */
import type { Answer, Delta } from './answer.js';
import type { AssistantPart, Conversation, DialectName, Message, ThinkingPart } from './conversation.js';
import type { JsonObject, StreamEncoder } from './dialect.js';
import { pathOf } from './fields.js';
import { NO_SIGNATURE } from './gemini/thinking.js';
import { isRecord } from './json.js';

/** Nine bytes, which are twelve characters wherever they begin a text in base64. */
const MARK = Buffer.from('made by: ').toString('base64');
const MARK_BYTES = Buffer.from(MARK);
const NAME_END = '\n';

/** A conversation that has of earlier turns only what one wire made itself. */
export interface OwnConversation {
  readonly conversation: Conversation;
  /** Paths in the caller's body of what was left out. */
  readonly dropped: readonly string[];
}

type Proof = string | null;

/** A whole answer for a caller of another wire than `maker`. */
export function markAnswer(answer: Answer, maker: DialectName): Answer {
  const marked = (part: AssistantPart): AssistantPart => {
    if (part.kind === 'tool_call') return { ...part, signature: mark(part.signature, maker) };
    if (part.kind !== 'thinking') return part;
    return { ...part, signature: mark(part.signature, maker), sealed: mark(part.sealed, maker) };
  };
  return { ...answer, choices: answer.choices.map((choice) => ({ ...choice, parts: choice.parts.map(marked) })) };
}

/** Writes the stream of a caller of another wire than `maker`. */
export function markingEncoder(encoder: StreamEncoder, maker: DialectName): StreamEncoder {
  return {
    encode: (delta) => encoder.encode(markDelta(delta, maker)),
    end: (usage) => encoder.end(usage),
    ...(encoder.fail === undefined ? {} : { fail: encoder.fail.bind(encoder) }),
    ...(encoder.whole === undefined ? {} : { whole: encoder.whole.bind(encoder) }),
  };
}

/** Leaves out what another wire than `maker` signed or sealed; what bears no name was made by the caller's own. */
export function keepOwn(conversation: Conversation, maker: DialectName): OwnConversation {
  const { from, messages } = conversation;
  const dropped = new Set<string>();
  const drop = (what: string): void => void dropped.add(`${pathOf(conversation, 'messages')}[].${what}`);
  const own = messages.map((message): Message => {
    if (message.role !== 'assistant' || !message.parts.some(hasProof)) return message;
    return { ...message, parts: message.parts.flatMap((part) => ownPart(part, { from, maker, drop })) };
  });
  return { conversation: { ...conversation, messages: own }, dropped: [...dropped] };
}

/** Whether a body may hold what another wire made: a look at its bytes. */
export function mayHoldForeign(raw: Buffer): boolean {
  return raw.includes(MARK_BYTES);
}

/** A body that goes to the caller's own wire as it is, but for what other wires signed or sealed. */
export function withoutForeign(body: JsonObject): JsonObject {
  return strip(body) as JsonObject;
}

function markDelta(delta: Delta, maker: DialectName): Delta {
  if (delta.kind === 'tool_call') return { ...delta, signature: mark(delta.signature, maker) };
  if (delta.kind !== 'thinking_seal') return delta;
  return { ...delta, signature: mark(delta.signature, maker), sealed: mark(delta.sealed, maker) };
}

/** Nothing, empty texts included, proves nothing. */
function mark(proof: Proof, maker: DialectName): Proof {
  if (proof === null || proof === '') return proof;
  return MARK + Buffer.from(maker + NAME_END + proof).toString('base64');
}

function isMarked(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(MARK);
}

/** The proof without its mark, where the wire made it; null where another one did. */
function unmark(proof: Proof, { maker, otherwise }: { maker: DialectName; otherwise: DialectName }): Proof {
  if (!isMarked(proof)) return maker === otherwise ? proof : null;
  const text = Buffer.from(proof.slice(MARK.length), 'base64').toString();
  const end = text.indexOf(NAME_END);
  return text.slice(0, end) === maker ? text.slice(end + 1) : null;
}

function hasProof(part: AssistantPart): boolean {
  return (part.kind === 'tool_call' && part.signature !== null) || (part.kind === 'thinking' && isProven(part));
}

function isProven({ signature, sealed }: ThinkingPart): boolean {
  return signature !== null || sealed !== null;
}

interface Side {
  readonly from: DialectName;
  readonly maker: DialectName;
  readonly drop: (what: string) => void;
}

function ownPart(part: AssistantPart, { from, maker, drop }: Side): AssistantPart[] {
  if (!hasProof(part)) return [part];
  if (part.kind === 'tool_call') {
    // On OpenAI's wire only Google's own endpoint signs calls.
    const signature = unmark(part.signature, { maker, otherwise: from === 'openai-chat' ? 'gemini' : from });
    if (signature === null) drop('signature');
    return [{ ...part, signature }];
  }
  if (part.kind !== 'thinking') return [part];
  const signature = unmark(part.signature, { maker, otherwise: from });
  const sealed = unmark(part.sealed, { maker, otherwise: from });
  if (signature !== null || sealed !== null) return [{ ...part, signature, sealed }];
  drop('thinking');
  return [];
}

const PROOFS = ['signature', 'data', 'thoughtSignature', 'thought_signature'];
const THOUGHTS: ReadonlySet<unknown> = new Set([
  'thinking',
  'redacted_thinking',
  'reasoning.text',
  'reasoning.encrypted',
]);

/** No body is deeper than its parser allows. */
function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isForeignThought(item)).map(strip);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key, proof]) => !PROOFS.includes(key) || !isMarked(proof));
  const unsigned = kept.length < Object.keys(value).length && Object.hasOwn(value, 'functionCall');
  const signature = unsigned ? [['thoughtSignature', NO_SIGNATURE]] : [];
  return Object.fromEntries([...kept.map(([key, member]) => [key, strip(member)]), ...signature]);
}

function isForeignThought(item: unknown): boolean {
  return isRecord(item) && THOUGHTS.has(item.type) && PROOFS.some((key) => isMarked(item[key]));
}
