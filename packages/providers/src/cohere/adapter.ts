/**
 * Cohere's API: chat of version 2, embeddings and ranking. Takes every conversation, translated.
 *
 * The base URL is `https://api.cohere.com`, the credential an API key. Touches memory only.
 */
import { voice } from '@turnpike/dialects/cohere-chat/voice';
import { readChatUsage, readMetaUsage } from '@turnpike/dialects/cohere-chat/usage';
import { voice as embedVoice } from '@turnpike/dialects/cohere-embed/voice';
import { voice as rerankVoice } from '@turnpike/dialects/cohere-rerank/voice';
import { parseObject } from '@turnpike/dialects/json';
import { ConversationTap } from '../conversation-tap.js';
import { addressOf, isBaseUrl } from '../openai-compatible/build-request.js';
import type {
  BuildRequestInput,
  ModelListRequest,
  ProviderAdapter,
  ProviderOperation,
  UpstreamRequest,
  UpstreamTarget,
  UsageReport,
} from '../provider-adapter.js';
import { classifyAnswer, classifyStreamError, explainAnswer } from './errors.js';

const MOST_NAME_LENGTH = 200;
/** The most that the list gives at once. */
const MODELS_PER_PAGE = 1_000;

export const cohereAdapter: ProviderAdapter = {
  kind: 'cohere',
  speaks: new Set(),
  voice,
  operations: new Set(),
  // It takes neither as callers write them.
  questions: { embedding: embedVoice, rerank: rerankVoice },
  isBaseUrl,
  buildRequest,
  buildModelListRequest,
  readModelList,
  readUnaryUsage,
  createStreamTap: (context) =>
    new ConversationTap({ decoder: voice.createStreamDecoder(), readFailure: classifyStreamError, context }),
  classifyAnswer,
  explainAnswer,
};

function buildRequest({ operation, dialect, body, stream, target, requestId }: BuildRequestInput): UpstreamRequest {
  const { origin, basePath } = addressOf(target);
  const accept = stream ? 'text/event-stream' : 'application/json';
  const headers = [...headersFor(target, requestId), 'content-type', 'application/json', 'accept', accept];
  const path = basePath + pathOf(operation, dialect !== null);
  return { origin, path, method: 'POST', headers, body: JSON.stringify(body), droppedHints: [] };
}

function pathOf(operation: ProviderOperation, isConversation: boolean): string {
  if (isConversation) return '/v2/chat';
  return operation === 'rerank' ? '/v2/rerank' : '/v2/embed';
}

function buildModelListRequest(target: UpstreamTarget, requestId: string): ModelListRequest {
  const { origin, basePath } = addressOf(target);
  const headers = [...headersFor(target, requestId), 'accept', 'application/json'];
  return { origin, path: `${basePath}/v1/models?page_size=${MODELS_PER_PAGE}`, method: 'GET', headers, body: null };
}

function headersFor(target: UpstreamTarget, requestId: string): string[] {
  return [
    'authorization',
    `Bearer ${target.credential}`,
    'accept-encoding',
    'identity',
    'x-client-request-id',
    requestId,
  ];
}

function readModelList(body: Buffer): string[] | null {
  const list = parseObject(body.toString())?.models;
  if (!Array.isArray(list)) return null;
  return list.flatMap((item: unknown) => {
    const name = (item as { name?: unknown } | null)?.name;
    return typeof name === 'string' && name !== '' && name.length <= MOST_NAME_LENGTH ? [name] : [];
  });
}

/** A chat says what it used in `usage`, everything else in `meta`. */
function readUnaryUsage(body: Buffer): UsageReport {
  const answer = parseObject(body.toString());
  if (answer === null) return { usage: null, fault: 'the answer is no JSON object' };
  const usage = answer.usage === undefined ? readMetaUsage(answer.meta) : readChatUsage(answer.usage);
  return { usage, fault: usage === null ? 'usage is missing or absurd' : null };
}
