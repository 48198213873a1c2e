/**
 * The wire format of OpenAI, and of the many vendors and servers that speak it.
 *
 * Takes chat and legacy completions in that same format, so that bodies and streams pass as bytes, and every other
 * conversation by its voice. Refuses nothing itself; touches memory only.
 */
import { voice } from '@turnpike/dialects/openai-chat/voice';
import { voice as embedVoice } from '@turnpike/dialects/openai-embeddings/voice';
import { ConversationTap } from '../conversation-tap.js';
import type { FailureContext, MediaTap, ProviderAdapter, StreamTap } from '../provider-adapter.js';
import { buildRequest, isBaseUrl } from './build-request.js';
import { classifyAnswer, classifyStreamError, explainAnswer } from './errors.js';
import { MediaStreamTap } from './media-stream-tap.js';
import { buildModelListRequest, readModelList } from './model-list.js';
import { SERVED, SPOKEN } from './paths.js';
import { sessions } from './sessions.js';
import { ChatStreamTap } from './stream-tap.js';
import { readUnaryUsage } from './usage.js';

export const openAiCompatibleAdapter: ProviderAdapter = {
  kind: 'openai-compatible',
  speaks: SPOKEN,
  voice,
  operations: SERVED,
  questions: { embedding: embedVoice, rerank: null },
  sessions,
  isBaseUrl,
  buildRequest,
  buildModelListRequest,
  readModelList,
  readUnaryUsage,
  createStreamTap,
  createMediaTap,
  classifyAnswer,
  explainAnswer,
};

/** Bytes that pass are read as little as possible; a stream that is translated is read event by event anyway. */
export function createStreamTap(context: FailureContext, { isTranslated }: { isTranslated: boolean }): StreamTap {
  if (!isTranslated) return new ChatStreamTap(context);
  const readFailure = (error: unknown) => classifyStreamError(error, context);
  return new ConversationTap({ decoder: voice.createStreamDecoder(), readFailure, context });
}

export function createMediaTap(context: FailureContext): MediaTap {
  return new MediaStreamTap(context);
}
