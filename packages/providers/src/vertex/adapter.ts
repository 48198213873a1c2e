/**
 * Vertex AI: Gemini's wire under other paths, for a Google Cloud project.
 *
 * The credential is a service account's JSON key. It is exchanged for a token by a call to its token endpoint, through
 * the way out that is handed in; beside that touches memory only.
 */
import { voice as embedVoice } from '@turnpike/dialects/gemini-embeddings/vertex-voice';
import { voice } from '@turnpike/dialects/gemini/voice';
import { AccessTokenCache } from '../access-token-cache.js';
import { createStreamTap } from '../gemini/adapter.js';
import { classifyAnswer, explainAnswer } from '../gemini/errors.js';
import { readModelList } from '../gemini/model-list.js';
import { isBaseUrl } from '../openai-compatible/build-request.js';
import { CredentialRefused } from '../provider-adapter.js';
import type {
  ModelListRequest,
  ProviderAdapter,
  SigningServices,
  UpstreamRequest,
  UpstreamTarget,
} from '../provider-adapter.js';
import { addressOf } from './address.js';
import { buildModelListRequest, buildRequest } from './build-request.js';
import { exchangeKey } from './exchange.js';
import { readUnaryUsage } from './usage.js';

const tokens = new AccessTokenCache();

export const vertexAdapter: ProviderAdapter = {
  kind: 'vertex',
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
  sign,
  classifyAnswer,
  explainAnswer,
};

async function sign<R extends UpstreamRequest | ModelListRequest>(
  request: R,
  target: UpstreamTarget,
  services: SigningServices,
): Promise<R> {
  const { credential } = target;
  if (addressOf(target).place === null)
    throw new CredentialRefused('neither the credential nor the base URL names a project');
  const token = await tokens.get(credential, services.nowMs(), () => exchangeKey(credential, services));
  return { ...request, headers: [...request.headers, 'authorization', `Bearer ${token}`] };
}
