/**
 * The Gemini API's wire: `generateContent`, streams of it, and embeddings.
 *
 * The base URL is `https://generativelanguage.googleapis.com`, the credential an API key. Takes Gemini's bodies as they
 * are, so that bodies and streams pass as bytes, and every other conversation by its voice. Refuses nothing itself;
 * touches memory only.
 */
import { voice as embedVoice } from '@turnpike/dialects/gemini-embeddings/voice';
import { voice } from '@turnpike/dialects/gemini/voice';
import { ConversationTap } from '../conversation-tap.js';
import { isBaseUrl } from '../openai-compatible/build-request.js';
import type { FailureContext, ProviderAdapter, StreamTap } from '../provider-adapter.js';
import { buildModelListRequest, buildRequest } from './build-request.js';
import { classifyAnswer, classifyStreamError, explainAnswer } from './errors.js';
import { readModelList } from './model-list.js';
import { PassingTap } from './passing-tap.js';
import { readUnaryUsage } from './usage.js';

export const geminiAdapter: ProviderAdapter = {
  kind: 'gemini',
  speaks: new Set(['gemini'] as const),
  voice,
  operations: new Set(),
  // It takes embeddings as no caller writes them.
  questions: { embedding: embedVoice, rerank: null },
  isBaseUrl,
  buildRequest,
  buildModelListRequest,
  readModelList,
  readUnaryUsage,
  createStreamTap,
  classifyAnswer,
  explainAnswer,
};

/** Bytes that pass are read as little as possible; a stream that is translated is read event by event anyway. */
export function createStreamTap(context: FailureContext, { isTranslated }: { isTranslated: boolean }): StreamTap {
  const readFailure = (error: unknown) => classifyStreamError(error, context);
  const createTap = () => new ConversationTap({ decoder: voice.createStreamDecoder(), readFailure, context });
  return isTranslated ? createTap() : new PassingTap(createTap);
}
