/**
 * Answers to questions that are asked in other words. Everything but the conversation's last text must be equal; the text
 * itself is compared by its vector, and by the facts in it that likeness can't tell apart.
 */
import { createHash } from 'node:crypto';
import type { CachePolicy } from '@turnpike/contracts/management/cache-policy';
import type { Admitted } from '../../tickets.js';
import { digestOf, withoutIdle } from '../cache-key.js';
import type { CachedAnswer } from '../cached-answer.js';
import type { ResponseCache } from '../response-cache.js';
import { type ConversationQuestion, questionIn } from './conversation-question.js';
import { distinctFacts } from './distinct-facts.js';
import type { VectorShelf } from './vector-shelf.js';

type SemanticPolicy = NonNullable<CachePolicy['semantic']>;

/** Makes a vector of a text, by a model of that public name; null when there is none in time. Never rejects. */
type EmbedText = (model: string, text: string) => Promise<Float32Array | null>;

export interface SemanticAnswer {
  readonly answer: CachedAnswer;
  /** Cosine. */
  readonly similarity: number;
}

/** A question that was compared with those whose answers are kept. */
export interface Compared {
  readonly near: SemanticAnswer | null;
  /** Lets later questions be compared with this one, whose answer is kept under that key. */
  shelve(key: string, expiresAtMs: number): void;
}

/** Null for what is no conversation, and for one that stands on an earlier answer, which its own answer names. */
function questionOf({ arrival, asked, request }: Admitted): ConversationQuestion | null {
  const { surface, remembers } = arrival.operation;
  if (surface === null || (remembers === true && asked !== request.body)) return null;
  return questionIn(surface.dialect, remembers === true ? request.body : withoutIdle(request.body));
}

export class SemanticCache {
  private readonly cache: Pick<ResponseCache, 'find'>;
  private readonly shelf: VectorShelf;

  constructor(cache: SemanticCache['cache'], shelf: VectorShelf) {
    this.cache = cache;
    this.shelf = shelf;
  }

  /** Null for what is no conversation, or can't be compared now. Never rejects. */
  async compare(
    ticket: Admitted,
    { policy, sinceMs, embed }: { policy: SemanticPolicy; sinceMs: number; embed: EmbedText },
  ): Promise<Compared | null> {
    const question = questionOf(ticket);
    if (question === null) return null;
    const { embeddingModel: model, threshold } = policy;
    const partition = digestOf(ticket, ['semantic', model, question.rest]);
    const vector = await embed(model, question.text);
    if (partition === null || vector === null) return null;
    // Of what was asked, nothing is kept in words.
    const facts = createHash('sha256').update(distinctFacts(question.text)).digest('base64url');
    return {
      near: await this.nearest({ partition, vector, facts, threshold }, sinceMs),
      shelve: (key, expiresAtMs) => this.shelf.add(partition, vector, { key, facts, expiresAtMs }),
    };
  }

  private async nearest(sought: Parameters<VectorShelf['search']>[0], sinceMs: number): Promise<SemanticAnswer | null> {
    for (const { key, similarity } of await this.shelf.search(sought)) {
      const answer = await this.cache.find(key, sinceMs);
      if (answer !== null) return { answer, similarity };
    }
    return null;
  }
}
