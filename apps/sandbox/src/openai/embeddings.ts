import { countEmbeddingTokens } from '@turnpike/domain/token-count';
import { NO_TOKENS } from '../deliveries/delivery.js';
import { followSteering, sendSteered } from '../exchange/follow-steering.js';
import type { Exchange } from '../exchange/exchange.js';
import { embeddingVector } from './embedding-vector.js';
import { parseEmbeddingsRequest, type EmbeddingsRequest } from './embeddings-request.js';

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
  const steering = await followSteering(exchange, typeof line === 'string' ? line : '', 'input');
  if (steering === undefined) return;
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
  await sendSteered(exchange, list, { steering, usage: { ...NO_TOKENS, promptTokens } });
}

function encode(vector: Float32Array, encoding: EmbeddingsRequest['encoding']): string | number[] {
  if (encoding === 'float') return Array.from(vector);
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}
