/** What every voice does with the fields it has no word for. */
import type { Conversation, ConversationField } from './conversation.js';
import { Untranslatable } from './dialect.js';

/** The caller's name of a field: as its surface says, else in snake case. */
export function pathOf(conversation: Conversation, field: ConversationField): string {
  return conversation.paths[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Refuses a field in the caller's own words. */
export function untranslatable(conversation: Conversation, field: ConversationField, reason: string): Untranslatable {
  return new Untranslatable(pathOf(conversation, field), reason);
}

/**
 * A ban on several calls at once, for a wire without a word for it. Where a call of one certain tool is demanded, as for
 * output of a form, one call says all there is to say: the ban is left out and listed. Elsewhere it would often be
 * broken, and is refused.
 */
export function dropCallBan(conversation: Conversation): string[] | Untranslatable {
  const { parallelToolCalls, tools, toolChoice } = conversation;
  if (parallelToolCalls !== false || tools.length === 0 || toolChoice?.kind === 'none') return [];
  const isOnlyOne = toolChoice?.kind === 'tool' || (toolChoice?.kind === 'required' && tools.length === 1);
  if (isOnlyOne) return [pathOf(conversation, 'parallelToolCalls')];
  return untranslatable(conversation, 'parallelToolCalls', 'it can’t be forbidden several calls at once');
}

/** Paths of the hints, or the first field that is none and has no place here. */
export function dropForeign(conversation: Conversation): string[] | Untranslatable {
  const meaningful = conversation.foreign.find(({ isHint }) => !isHint);
  if (meaningful !== undefined)
    return new Untranslatable(meaningful.path, 'the provider of this model has no such field');
  return conversation.foreign.map(({ path }) => path);
}
