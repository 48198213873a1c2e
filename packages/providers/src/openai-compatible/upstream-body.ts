/**
 * The body a target is sent: the caller's bytes with the few values exchanged that must be.
 *
 * Bytes are passed on only when every reader takes them for what we took them for. A key given twice, or spelt in
 * another case (Go's `encoding/json` reads `MODEL` as `model`), could name another model or another bound to the
 * provider than to the limits and prices here; such a body is written anew from its parsed form. So is one with escapes
 * in a key, as `JSON.parse` of V8 14.6 (Node 26) may take `mod\u0065l` for another key, if it has seen that one before;
 * and one with a field that the vendor knows by another name.
 */
import { UNSIGNED_THOUGHT } from '@turnpike/dialects/openai-chat/thoughts';
import { readMembers } from '../json-scan.js';
import type { JsonMember } from '../json-scan.js';
import type { BuildRequestInput } from '../provider-adapter.js';
import type { VendorWire } from './vendor-wire.js';

export interface UpstreamBody {
  body: Buffer | string;
  droppedHints: string[];
}

/** Keys that admission, routing or the bill have relied on. */
const RELIED_ON: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'prompt',
  'input',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'n',
  'best_of',
  'tools',
]);

/** A tier has its own price at the provider and none here, so asking for one would sell below cost. */
const DROPPED: ReadonlySet<string> = new Set(['service_tier']);

/** The body to send, and which of its fields were left out. */
export function buildUpstreamBody(input: BuildRequestInput, wire: VendorWire): UpstreamBody {
  const renamed = findRenamed(input, wire);
  const isAsked = wire.asksForUsage || input.body.stream_options === undefined;
  const isDropped = (key: string): boolean => mustDrop(key) || wire.refusedHints.has(key);
  const dropped = Object.keys(input.body).filter(isDropped);
  const changes = findChanges(input, wire);
  if (dropped.length === 0 && renamed.size === 0 && isAsked && input.raw !== null) {
    const body = spliceMembers(input.raw, changes);
    if (body !== null) return { body, droppedHints: [] };
  }
  const isKept = (key: string): boolean => !isDropped(key) && (isAsked || key !== 'stream_options');
  const kept = Object.entries(input.body)
    .filter(([key]) => isKept(key))
    .map(([key, value]): [string, unknown] => [renamed.get(key) ?? key, value]);
  // Entries, not assignment: a key named __proto__ stays a key.
  return { body: JSON.stringify(Object.fromEntries([...kept, ...changes])), droppedHints: dropped };
}

/**
 * The bytes of an object with these members' values exchanged, or put in front where missing; the bytes themselves when
 * there is nothing to change. Null when they are no object, or have a key twice or with escapes.
 */
export function spliceMembers(raw: Buffer, changes: ReadonlyMap<string, unknown>): Buffer | null {
  const members = readMembers(raw);
  if (members === null || !keysAreClear(members)) return null;
  if (changes.size === 0) return raw;
  const pieces: Buffer[] = [];
  const missing = new Map(changes);
  const opening = raw.indexOf('{') + 1;
  let copied = opening;
  for (const { rawKey: key, valueStart, valueEnd } of members) {
    if (!missing.has(key)) continue;
    pieces.push(raw.subarray(copied, valueStart), Buffer.from(JSON.stringify(missing.get(key))));
    missing.delete(key);
    copied = valueEnd;
  }
  pieces.push(raw.subarray(copied));
  const added = [...missing].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',');
  const comma = added !== '' && members.length > 0 ? ',' : '';
  return Buffer.concat([raw.subarray(0, opening), Buffer.from(added + comma), ...pieces]);
}

function findChanges(
  { body, upstreamModel, stream, dialect }: BuildRequestInput,
  wire: VendorWire,
): Map<string, unknown> {
  const changes = new Map<string, unknown>();
  if (body.model !== upstreamModel) changes.set('model', upstreamModel);
  // Pictures and sound have words of their own for a stream, and report their usage unasked.
  if (stream && dialect === null) return changes;
  if ((body.stream === true) !== stream) changes.set('stream', stream);
  if (wire.takesThoughts && Array.isArray(body.messages) && body.messages.some(thoughtOf)) {
    changes.set('messages', body.messages.map(withThought));
  }
  if (!stream || !wire.asksForUsage) return changes;
  // Without it a stream reports no usage, and the bill would be an estimate.
  const options: unknown = body.stream_options;
  const given = typeof options === 'object' && options !== null ? (options as Record<string, unknown>) : {};
  if (given.include_usage !== true) changes.set('stream_options', { ...given, include_usage: true });
  return changes;
}

/**
 * Fields that the vendor knows by another name. The bound's newer name is given to those who refuse the older one only
 * where the caller didn't choose it: whoever passes bytes gets the vendor's own answer.
 */
function findRenamed({ body, raw }: BuildRequestInput, wire: VendorWire): Map<string, string> {
  const renamed = new Map<string, string>();
  const has = (key: string): boolean => body[key] !== undefined;
  const { outputBound, seedName } = wire;
  if (outputBound === 'max_tokens' && has('max_completion_tokens') && !has('max_tokens')) {
    renamed.set('max_completion_tokens', 'max_tokens');
  }
  if (outputBound === 'max_completion_tokens' && raw === null && has('messages') && !has('max_completion_tokens')) {
    if (has('max_tokens')) renamed.set('max_tokens', 'max_completion_tokens');
  }
  if (seedName !== 'seed' && has('seed')) renamed.set('seed', seedName);
  return renamed;
}

/** What a voice put beside an assistant's tool calls, in DeepSeek's word for it. */
function withThought(message: unknown): unknown {
  const thought = thoughtOf(message);
  return thought === undefined ? message : { ...(message as object), reasoning_content: thought };
}

function thoughtOf(message: unknown): string | undefined {
  return (message as { [UNSIGNED_THOUGHT]?: string } | null)?.[UNSIGNED_THOUGHT];
}

function mustDrop(key: string): boolean {
  if (DROPPED.has(key)) return true;
  if (RELIED_ON.has(key)) return false;
  // Both ways, because some letters have a capital only: the long s folds to s, the Kelvin sign to k.
  const folded = key.toUpperCase().toLowerCase();
  return RELIED_ON.has(folded) || DROPPED.has(folded);
}

function keysAreClear(members: JsonMember[]): boolean {
  const keys = new Set<string>();
  for (const { rawKey } of members) if (!rawKey.includes('\\')) keys.add(rawKey);
  return keys.size === members.length;
}
