/**
 * Amazon Bedrock's Converse. Takes every conversation, translated; its answers are JSON, its streams binary frames.
 *
 * The base URL is `https://bedrock-runtime.{region}.amazonaws.com`, the credential a JSON object of AWS's keys. Requests
 * leave unsigned by `buildRequest` and are signed by `sign`, lists of models too. Touches memory only.
 */
import { voice } from '@turnpike/dialects/bedrock-converse/voice';
import { readConverseUsage } from '@turnpike/dialects/bedrock-converse/usage';
import { parseObject } from '@turnpike/dialects/json';
import { ConversationTap } from '../conversation-tap.js';
import { addressOf, isBaseUrl } from '../openai-compatible/build-request.js';
import type {
  BuildRequestInput,
  ModelListRequest,
  ProviderAdapter,
  UpstreamRequest,
  UpstreamTarget,
  UsageReport,
} from '../provider-adapter.js';
import { controlPlaneOrigin, modelPath } from './address.js';
import { classifyAnswer, classifyStreamError, explainAnswer } from './errors.js';
import { BinaryEventSplitter, isBinaryEventStream } from './event-splitter.js';
import { sign } from './sign.js';

const MOST_NAME_LENGTH = 200;

export const bedrockAdapter: ProviderAdapter = {
  kind: 'bedrock',
  speaks: new Set(),
  voice,
  operations: new Set(),
  questions: { embedding: null, rerank: null },
  isBaseUrl,
  buildRequest,
  buildModelListRequest,
  readModelList,
  readUnaryUsage,
  createStreamTap: (context) =>
    new ConversationTap({
      decoder: voice.createStreamDecoder(),
      readFailure: (error) => classifyStreamError(error, context),
      context,
    }),
  createSplitter: (contentType, onEvent, options) =>
    isBinaryEventStream(contentType) ? new BinaryEventSplitter(onEvent, options) : null,
  sign,
  classifyAnswer,
  explainAnswer,
};

function buildRequest({ body, upstreamModel, stream, target, requestId }: BuildRequestInput): UpstreamRequest {
  const { origin, basePath } = addressOf(target);
  const headers = [
    'content-type',
    'application/json',
    'accept',
    stream ? 'application/vnd.amazon.eventstream' : 'application/json',
    'accept-encoding',
    'identity',
    'x-client-request-id',
    requestId,
  ];
  const path = basePath + modelPath(upstreamModel, stream);
  return { origin, path, method: 'POST', headers, body: JSON.stringify(body), droppedHints: [] };
}

/** `ListFoundationModels`, which the control plane answers: `bedrock.{region}`, not `bedrock-runtime.{region}`. */
function buildModelListRequest(target: UpstreamTarget, requestId: string): ModelListRequest {
  const { origin, basePath } = addressOf(target);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'x-client-request-id', requestId];
  const path = `${basePath}/foundation-models`;
  return { origin: controlPlaneOrigin(origin), path, method: 'GET', headers, body: null };
}

function readModelList(body: Buffer): string[] | null {
  const list = parseObject(body.toString())?.modelSummaries;
  if (!Array.isArray(list)) return null;
  return list.flatMap((item: unknown) => {
    const id = (item as { modelId?: unknown } | null)?.modelId;
    return typeof id === 'string' && id !== '' && id.length <= MOST_NAME_LENGTH ? [id] : [];
  });
}

function readUnaryUsage(body: Buffer): UsageReport {
  const answer = parseObject(body.toString());
  if (answer === null) return { usage: null, fault: 'the answer is no JSON object' };
  const usage = readConverseUsage(answer.usage);
  return { usage, fault: usage === null ? 'usage is missing or absurd' : null };
}
