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

/** Paths of the hints, or the first field that is none and has no place here. */
export function dropForeign(conversation: Conversation): string[] | Untranslatable {
  const meaningful = conversation.foreign.find(({ isHint }) => !isHint);
  if (meaningful !== undefined)
    return new Untranslatable(meaningful.path, 'the provider of this model has no such field');
  return conversation.foreign.map(({ path }) => path);
}
