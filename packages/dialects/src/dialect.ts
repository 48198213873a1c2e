/**
 * What a wire has to offer: a surface translates what callers say and hear, a voice what we say to a provider and hear
 * from it. Pure: nothing here touches network, clock or store.
 */
import type { ApiError } from '@turnpike/errors/api-error';
import type { Usage } from '@turnpike/domain/usage';
import type { Answer, Delta } from './answer.js';
import type { Conversation, DialectName } from './conversation.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What an answer says of itself beside its content. */
export interface AnswerIdentity {
  /** Our request's public id: what the surface's own id is made of, so that it is unique and can be looked up. */
  readonly requestId: string;
  /** The name the caller asked for. */
  readonly model: string;
  readonly createdAtMs: number;
  /** Whether the caller wants usage in its stream, where the wire leaves that to it. */
  readonly wantsUsage: boolean;
  /** The caller's body, as it came: for a wire whose answers repeat what was asked. */
  readonly request?: JsonObject;
}

/** Turns deltas into the bytes of one stream. */
export interface StreamEncoder {
  /** What a delta comes to, whole events; empty for none yet. The first one opens the stream. */
  encode(delta: Delta): string;
  /** The rest, end mark included. `usage` is what is billed. Called once, after the last delta. */
  end(usage: Usage): string;
  /** The rest in place of {@link end} where the answer broke off, on a wire that numbers or sums up its events. */
  fail?(error: { readonly code: string; readonly message: string; readonly param: string | null }): string;
  /** The whole answer as the stream told it, once it has ended; on a wire whose answers are kept. */
  whole?(): JsonObject | null;
}

/** The callers' side of a wire. */
export interface Surface {
  readonly dialect: DialectName;
  /** Ends a stream whose provider sent no end mark of its own; empty on a wire that has none. */
  readonly endMark: string;
  /** A body that its operation accepted, in the middle form; an error where it can't be understood after all. */
  decodeRequest(body: JsonObject): Conversation | ApiError;
  encodeAnswer(answer: Answer, identity: AnswerIdentity): JsonObject;
  createStreamEncoder(identity: AnswerIdentity): StreamEncoder;
}

/** What a conversation comes to on a provider's wire. */
export interface EncodedRequest {
  readonly body: JsonObject;
  /** Paths in the caller's body of hints that were left out. */
  readonly dropped: readonly string[];
}

/** Reads one upstream stream. Never throws: what is no JSON is an error of the provider, fields it can't read it passes over. */
export interface StreamDecoder {
  /** One event: its type, where the wire names types, and its data. */
  decode(event: { type: string | null; data: string }): readonly Delta[];
}

/** The providers' side of a wire. */
export interface Voice {
  readonly dialect: DialectName;
  /**
   * The body for a provider, model and stream flag included where the wire has them there. A field that changes the
   * answer's meaning and that this wire has no word for is refused by {@link Untranslatable}.
   */
  encodeRequest(conversation: Conversation, upstreamModel: string): EncodedRequest | Untranslatable;
  /** Null: it isn't an answer of this wire. Never throws. */
  decodeAnswer(body: JsonObject): Answer | null;
  createStreamDecoder(): StreamDecoder;
}

/** A provider can't be asked this: the field, as the caller calls it, and why. */
export class Untranslatable {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    this.path = path;
    this.reason = reason;
  }
}
