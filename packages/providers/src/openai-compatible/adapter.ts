/**
 * The wire format of OpenAI, and of the many vendors and servers that speak it.
 *
 * Takes chat completions and embeddings in that same format, so that bodies and streams pass as bytes. Refuses nothing
 * itself; touches memory only.
 */
import type { ProviderAdapter } from '../provider-adapter.js';
import { buildRequest, isBaseUrl } from './build-request.js';
import { classifyAnswer, explainAnswer } from './errors.js';
import { buildModelListRequest, readModelList } from './model-list.js';
import { ChatStreamTap } from './stream-tap.js';
import { readUnaryUsage } from './usage.js';

export const openAiCompatibleAdapter: ProviderAdapter = {
  kind: 'openai-compatible',
  isBaseUrl,
  buildRequest,
  buildModelListRequest,
  readModelList,
  readUnaryUsage,
  createStreamTap: (context) => new ChatStreamTap(context),
  classifyAnswer,
  explainAnswer,
};
