/**
 * The body a target is sent: the caller's bytes with the few values exchanged that must be. A body whose keys could be
 * read otherwise elsewhere (given twice, with escapes, or in another case) is written anew from its parsed form.
 */
import type { UpstreamBody } from '../openai-compatible/upstream-body.js';
import { spliceMembers } from '../openai-compatible/upstream-body.js';
import type { BuildRequestInput } from '../provider-adapter.js';

/** Keys that admission, routing or the bill have relied on. */
const RELIED_ON: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'tools',
  'thinking',
  'stream',
  'max_tokens',
  'metadata',
]);

/** A tier and a speed have their own price at the provider and none here, so asking for one would sell below cost. */
const DROPPED: ReadonlySet<string> = new Set(['service_tier', 'speed']);

/** The body to send, and which of its fields were left out. */
export function buildUpstreamBody({ body, raw, upstreamModel, stream }: BuildRequestInput): UpstreamBody {
  const changes = new Map<string, unknown>();
  if (body.model !== upstreamModel) changes.set('model', upstreamModel);
  if ((body.stream === true) !== stream) changes.set('stream', stream);
  const dropped = Object.keys(body).filter(mustDrop);
  if (dropped.length === 0 && raw !== null) {
    const spliced = spliceMembers(raw, changes);
    if (spliced !== null) return { body: spliced, droppedHints: [] };
  }
  const kept = Object.entries(body).filter(([key]) => !mustDrop(key));
  // Entries, not assignment: a key named __proto__ stays a key.
  return { body: JSON.stringify(Object.fromEntries([...kept, ...changes])), droppedHints: dropped };
}

function mustDrop(key: string): boolean {
  if (DROPPED.has(key)) return true;
  if (RELIED_ON.has(key)) return false;
  // Both ways, because some letters have a capital only: the long s folds to s, the Kelvin sign to k.
  const folded = key.toUpperCase().toLowerCase();
  return RELIED_ON.has(folded) || DROPPED.has(folded);
}
