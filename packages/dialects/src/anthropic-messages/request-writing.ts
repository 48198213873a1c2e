import type { Conversation, ConversationField } from '../conversation.js';
import type { Untranslatable } from '../dialect.js';
import { pathOf, untranslatable } from '../fields.js';

/** Notes taken while a request is written: hints left out, and the first thing that can't be said. */
export class RequestWriting {
  refusal: Untranslatable | null = null;
  private readonly conversation: Conversation;
  private readonly hints: Set<string>;

  constructor(conversation: Conversation, hints: readonly string[]) {
    this.conversation = conversation;
    this.hints = new Set(hints);
  }

  get dropped(): readonly string[] {
    return [...this.hints];
  }

  refuse(field: ConversationField, reason: string): void {
    this.refusal ??= untranslatable(this.conversation, field, reason);
  }

  /** `inside`: where within the field, in brackets and dots. */
  drop(field: ConversationField, inside: string): void {
    this.hints.add(pathOf(this.conversation, field) + inside);
  }
}
