/** What reads one target's stream, by what was asked and how it is written there. */
import type { AnswerIdentity, StreamEncoder, Surface, Voice } from '@turnpike/dialects/dialect';
import { markingEncoder } from '@turnpike/dialects/origin';
import type { PreparedCall } from '@turnpike/providers/prepare-call';
import type { FailureContext, MediaTap, ProviderAdapter } from '@turnpike/providers/provider-adapter';
import type { PipelineServices } from '../services.js';
import type { Routed } from '../tickets.js';
import { SoundStream } from './sound-stream.js';
import { StreamReader } from './stream-reader.js';
import { identityOf } from './unary-answer.js';

export interface CreatedReader {
  readonly reader: StreamReader;
  /** Its tap, where the operation has more to measure than tokens. */
  readonly mediaTap: MediaTap | null;
  /** Its tap, where there are no events but sound. */
  readonly sound: SoundStream | null;
}

interface Upstream {
  readonly adapter: ProviderAdapter;
  readonly prepared: PreparedCall;
  readonly context: FailureContext;
}

/** Null: the provider's wire has no stream of this. */
export function createReader(services: PipelineServices, ticket: Routed, upstream: Upstream): CreatedReader | null {
  const { adapter, prepared, context } = upstream;
  const { arrival, request } = ticket;
  const { dialect, voice } = prepared;
  const reading = {
    createSplitter: adapter.createSplitter,
    forwardUsage: request.wantsUsageEvent,
    onFault: (cause: unknown) => services.onFault(cause, arrival.publicRequestId),
  };
  if (dialect !== null) {
    const tap = adapter.createStreamTap(context, { dialect, isTranslated: voice !== null });
    const { surface } = arrival.operation;
    const encoder = voice === null || surface === null ? null : encoderFor(surface, voice, identityOf(ticket));
    return { reader: new StreamReader({ ...reading, tap, encoder }), mediaTap: null, sound: null };
  }
  const { answerLimitBytes: most } = services.options;
  const media = { ...reading, encoder: null, limits: { maxEventBytes: most, maxWholeBytes: most } };
  const mediaTap = request.stream ? (adapter.createMediaTap?.(context) ?? null) : null;
  if (mediaTap !== null) return { reader: new StreamReader({ ...media, tap: mediaTap }), mediaTap, sound: null };
  const spec = arrival.operation.media;
  if (request.stream || spec === undefined) return null;
  const sound = new SoundStream({ isSound: (contentType) => spec.isAnswer(contentType), keptBytes: most });
  const createSplitter = sound.createSplitter.bind(sound);
  return { reader: new StreamReader({ ...media, tap: sound, createSplitter }), mediaTap: sound, sound };
}

function encoderFor(surface: Surface, { dialect }: Voice, identity: AnswerIdentity): StreamEncoder {
  const encoder = surface.createStreamEncoder(identity);
  return surface.dialect === dialect ? encoder : markingEncoder(encoder, dialect);
}
