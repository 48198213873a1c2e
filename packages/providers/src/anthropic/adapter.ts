/**
 * Anthropic's wire: messages.
 *
 * Takes messages as they are, so that bodies and streams pass as bytes, and every other conversation by its voice.
 * Refuses nothing itself; touches memory only.
 */
import { voice } from '@turnpike/dialects/anthropic-messages/voice';
import { ConversationTap } from '../conversation-tap.js';
import { readModelList } from '../openai-compatible/model-list.js';
import type { ProviderAdapter } from '../provider-adapter.js';
import { buildModelListRequest, buildRequest, isBaseUrl } from './build-request.js';
import { classifyAnswer, classifyStreamError, explainAnswer } from './errors.js';
import { PassingTap } from './passing-tap.js';
import { readUnaryUsage } from './usage.js';

export const anthropicAdapter: ProviderAdapter = {
  kind: 'anthropic',
  speaks: new Set(['anthropic-messages'] as const),
  voice,
  operations: new Set(),
  questions: { embedding: null, rerank: null },
  isBaseUrl,
  buildRequest,
  buildModelListRequest,
  readModelList,
  readUnaryUsage,
  createStreamTap(context, { isTranslated }) {
    const readFailure = (error: unknown) => classifyStreamError(error, context);
    const tap = new ConversationTap({ decoder: voice.createStreamDecoder(), readFailure, context });
    return isTranslated ? tap : new PassingTap(tap);
  },
  classifyAnswer,
  explainAnswer,
};
