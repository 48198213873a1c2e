/**
 * The body a target is sent: the caller's bytes with the few values exchanged that must be.
 *
 * Bytes are passed on only when every reader takes them for what we took them for. A field given twice could be read
 * otherwise there: so what bounds the call's cost and what reaches out (`generationConfig`, `tools`) is always written
 * anew, and so is the whole of a body that may name a file by its address, or hide that by escapes.
 */
import { spliceMembers } from '../openai-compatible/upstream-body.js';
import type { UpstreamBody } from '../openai-compatible/upstream-body.js';
import type { BuildRequestInput } from '../provider-adapter.js';

/**
 * A tier has its own price at the provider and none here, so asking for one would sell below cost; labels and a log are
 * those of the platform's account.
 */
const DROPPED: ReadonlySet<string> = new Set(['serviceTier', 'service_tier', 'labels', 'store']);
const WRITTEN_ANEW = ['generationConfig', 'generation_config', 'tools'] as const;
/** Of `fileUri`, `file_uri`, and of any key with an escape. */
const NOT_AS_BYTES = ['ileUri', 'ile_uri', '\\u'].map((text) => Buffer.from(text));

/** The body to send, and which of its fields were left out. The path's model counts, and a body's is left out unsaid. */
export function buildUpstreamBody({ body, raw }: Pick<BuildRequestInput, 'body' | 'raw'>): UpstreamBody {
  const droppedHints = Object.keys(body).filter((key) => DROPPED.has(key));
  const isWhole = droppedHints.length === 0 && !Object.hasOwn(body, 'model');
  if (isWhole && raw !== null && !NOT_AS_BYTES.some((bytes) => raw.includes(bytes))) {
    const given = WRITTEN_ANEW.filter((name) => Object.hasOwn(body, name));
    const spliced = spliceMembers(raw, new Map(given.map((name) => [name, body[name]])));
    if (spliced !== null) return { body: spliced, droppedHints: [] };
  }
  const kept = Object.entries(body).filter(([key]) => key !== 'model' && !DROPPED.has(key));
  // Entries, not assignment: a key named __proto__ stays a key.
  return { body: JSON.stringify(Object.fromEntries(kept)), droppedHints };
}
