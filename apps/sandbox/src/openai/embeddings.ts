import { countEmbeddingTokens } from '@turnpike/domain/token-count';
import { pause } from '../http/pause.js';
import { refuseSteering } from './chat.js';
import { embeddingVector } from './embedding-vector.js';
import { parseEmbeddingsRequest, type EmbeddingsRequest } from './embeddings-request.js';
import type { Exchange } from './exchange.js';
import { steeredError } from './openai-error.js';
import { parseSteering } from './steering.js';

/** `POST /v1/embeddings`; steered by the first input text that begins with `@sandbox`. */
export async function answerEmbeddings(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseEmbeddingsRequest(body.value);
  if (!parsed.ok) {
    exchange.refuse(parsed.error);
    return;
  }
  const { request } = parsed;
  const { delivery } = exchange;
  delivery.model = request.model;
  const line = request.inputs.find((input) => typeof input === 'string' && input.startsWith('@sandbox'));
  const read = parseSteering(typeof line === 'string' ? line : '', 'embeddings');
  if (!read.ok) {
    refuseSteering(exchange, read.problem);
    return;
  }
  const { steering } = read;
  if (!(await pause(exchange.response, steering.delayMs ?? 0))) return;
  if (steering.status !== undefined) {
    exchange.refuse(steeredError({ ...steering, status: steering.status }));
    return;
  }
  delivery.countedPromptTokens = countEmbeddingTokens(request.input);
  const promptTokens = steering.promptTokens ?? delivery.countedPromptTokens;
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  const list = {
    object: 'list',
    data: request.inputs.map((input, index) => ({
      object: 'embedding',
      index,
      embedding: encode(embeddingVector(input, request.dimensions), request.encoding),
    })),
    model: request.model,
    ...(steering.omitUsage === true ? {} : { usage }),
  };
  exchange.sendWhole(list, () => {
    if (steering.omitUsage === true) return;
    delivery.usageDelivered({ promptTokens, completionTokens: 0, cachedTokens: 0, reasoningTokens: 0 });
  });
}

function encode(vector: Float32Array, encoding: EmbeddingsRequest['encoding']): string | number[] {
  if (encoding === 'float') return Array.from(vector);
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}
