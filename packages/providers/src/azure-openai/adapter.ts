/**
 * OpenAI's wire at Azure: its own paths, versions and credentials; bodies, streams and usage are OpenAI's.
 *
 * Takes chat and legacy completions as bytes, and every other conversation by OpenAI's voice. Refuses nothing itself;
 * touches memory, and through `sign` Microsoft Entra's token endpoint.
 */
import { voice } from '@turnpike/dialects/openai-chat/voice';
import { voice as embedVoice } from '@turnpike/dialects/openai-embeddings/voice';
import { createMediaTap, createStreamTap } from '../openai-compatible/adapter.js';
import { readModelList } from '../openai-compatible/model-list.js';
import { SERVED, SPOKEN } from '../openai-compatible/paths.js';
import { readUnaryUsage } from '../openai-compatible/usage.js';
import type { ProviderAdapter } from '../provider-adapter.js';
import { isBaseUrl } from './address.js';
import { buildModelListRequest, buildRequest } from './build-request.js';
import { sign } from './credential.js';
import { classifyAnswer, explainAnswer } from './errors.js';
import { sessions } from './sessions.js';

export const azureOpenAiAdapter: ProviderAdapter = {
  kind: 'azure-openai',
  speaks: SPOKEN,
  voice,
  operations: new Set([...SERVED].filter((operation) => operation !== 'moderations' && operation !== 'rerank')),
  questions: { embedding: embedVoice, rerank: null },
  sessions,
  isBaseUrl,
  buildRequest,
  buildModelListRequest,
  readModelList,
  readUnaryUsage,
  createStreamTap,
  createMediaTap,
  sign,
  classifyAnswer,
  explainAnswer,
};
