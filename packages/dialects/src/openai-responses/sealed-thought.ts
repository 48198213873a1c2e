/**
 * What a provider wants back with its thoughts, in the one member that this wire has for it (`encrypted_content`). A
 * provider's own sealed thoughts stand there as they came; where there is more to say (a signature, the text it signs,
 * the call it belongs to), it is put together under a mark of ours.
 */
import { parseObject, textOf } from '../json.js';

export interface SealedThought {
  /** The thought, where it isn't shown; null where it is. */
  readonly text: string | null;
  readonly signature: string | null;
  readonly sealed: string | null;
  /** The tool call whose signature this is; null for a thought. */
  readonly callId: string | null;
}

const MARK = 'thought.';
const NOTHING: SealedThought = { text: null, signature: null, sealed: null, callId: null };

/** Null where there is nothing to keep. */
export function sealThought({ text, signature, sealed, callId }: SealedThought): string | null {
  if (signature === null && callId === null) return sealed;
  const kept = { s: signature, t: text ?? undefined, x: sealed ?? undefined, c: callId ?? undefined };
  return MARK + Buffer.from(JSON.stringify(kept)).toString('base64url');
}

/** What {@link sealThought} made, or a provider's own. Never throws. */
export function openThought(text: string): SealedThought {
  if (!isOurSeal(text)) return { ...NOTHING, sealed: text };
  const kept = parseObject(Buffer.from(text.slice(MARK.length), 'base64url').toString()) ?? {};
  return { text: textOf(kept.t), signature: textOf(kept.s), sealed: textOf(kept.x), callId: textOf(kept.c) };
}

/** Whether no provider of this wire could read it. */
export function isOurSeal(text: string): boolean {
  return text.startsWith(MARK);
}
