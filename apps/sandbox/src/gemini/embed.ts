import { countEmbeddingTokens } from '@turnpike/domain/token-count';
import { NO_TOKENS } from '../deliveries/delivery.js';
import type { Exchange } from '../exchange/exchange.js';
import { followSteering, sendSteered } from '../exchange/follow-steering.js';
import { embeddingVector } from '../openai/embedding-vector.js';
import type { Steering } from '../steering/steering.js';
import { textOf, type Content } from './check-contents.js';
import { MESSAGES } from './gemini-messages.js';
import { invalidArgument } from './google-error.js';
import type { MethodCall } from './method-call.js';
import { readProto } from './proto.js';

/** EmbedContentRequest as it was read. */
interface EmbedBody {
  model?: string;
  content?: Content;
  outputDimensionality?: number;
}

interface PredictBody {
  instances?: { content?: string }[];
  parameters?: { outputDimensionality?: number };
}

const DIMENSIONS = 3_072;
const MAX_REQUESTS = 100;
const MAX_INSTANCES = 250;

/** A text to embed, and how long its vector is to be. */
interface Item {
  text: string;
  dimensions: number;
}

/** `:embedContent`. */
export async function answerEmbed(exchange: Exchange, call: MethodCall, value: unknown): Promise<void> {
  const read = readProto(value, 'EmbedContentRequest', MESSAGES[call.flavor]);
  if (!read.ok) return exchange.refuse(invalidArgument(read.message, read.field));
  const request = read.value as EmbedBody;
  const problem = findProblem(request, call.model, 'EmbedContentRequest');
  if (problem !== undefined) return exchange.refuse(invalidArgument(problem));
  await embed(exchange, [toItem(request)], (vectors, usage) => ({ embedding: { values: vectors[0] }, ...usage }));
}

/** `:batchEmbedContents`. */
export async function answerBatchEmbed(exchange: Exchange, call: MethodCall, value: unknown): Promise<void> {
  const read = readProto(value, 'BatchEmbedContentsRequest', MESSAGES[call.flavor]);
  if (!read.ok) return exchange.refuse(invalidArgument(read.message, read.field));
  const { requests = [] } = read.value as { requests?: EmbedBody[] };
  if (requests.length === 0 || requests.length > MAX_REQUESTS) {
    const message = `* BatchEmbedContentsRequest.requests: at most ${MAX_REQUESTS} requests can be in one batch, at least one must be.\n`;
    return exchange.refuse(invalidArgument(message));
  }
  for (const [index, request] of requests.entries()) {
    const at = `BatchEmbedContentsRequest.requests[${index}]`;
    const unnamed = request.model === undefined ? `* ${at}.model: unexpected model name format\n` : undefined;
    const problem = unnamed ?? findProblem(request, call.model, at);
    if (problem !== undefined) return exchange.refuse(invalidArgument(problem));
  }
  await embed(exchange, requests.map(toItem), (vectors, usage) => ({
    embeddings: vectors.map((values) => ({ values })),
    ...usage,
  }));
}

/** Vertex's `:predict` of the models that embed texts. */
export async function answerPredict(exchange: Exchange, call: MethodCall, value: unknown): Promise<void> {
  const read = readProto(value, 'PredictRequest', MESSAGES[call.flavor]);
  if (!read.ok) return exchange.refuse(invalidArgument(read.message, read.field));
  const { instances = [], parameters = {} } = read.value as PredictBody;
  const isFine = instances.length > 0 && instances.length <= MAX_INSTANCES && instances.every(({ content }) => content);
  if (!isFine) return exchange.refuse(invalidArgument('The text content is empty.'));
  const dimensions = parameters.outputDimensionality ?? DIMENSIONS;
  if (!fits(dimensions))
    return exchange.refuse(invalidArgument(`outputDimensionality must be from 1 to ${DIMENSIONS}.`));
  const items = instances.map(({ content = '' }) => ({ text: content, dimensions }));
  await embed(exchange, items, (vectors) => ({
    predictions: vectors.map((values, index) => ({
      embeddings: {
        values,
        statistics: { truncated: false, token_count: countEmbeddingTokens(items[index]?.text) },
      },
    })),
    metadata: { billableCharacterCount: items.reduce((sum, { text }) => sum + text.length, 0) },
  }));
}

async function embed(
  exchange: Exchange,
  items: readonly Item[],
  render: (vectors: number[][], usage: object) => object,
): Promise<void> {
  const { delivery } = exchange;
  const line = items.find(({ text }) => text.startsWith('@sandbox'))?.text ?? '';
  const steering = await followSteering(exchange, line, 'content');
  if (steering === undefined) return;
  delivery.countedPromptTokens = countEmbeddingTokens(items.map(({ text }) => text));
  const promptTokens = steering.promptTokens ?? delivery.countedPromptTokens;
  const vectors = items.map(({ text, dimensions }) => Array.from(embeddingVector(text, dimensions)));
  const usage = { ...NO_TOKENS, promptTokens };
  await sendSteered(exchange, render(vectors, renderUsage(steering, promptTokens)), { steering, usage });
}

function renderUsage({ omitUsage }: Steering, promptTokens: number): object {
  return omitUsage === true ? {} : { usageMetadata: { promptTokenCount: promptTokens, totalTokenCount: promptTokens } };
}

function toItem({ content, outputDimensionality }: EmbedBody): Item {
  return { text: textOf(content), dimensions: outputDimensionality ?? DIMENSIONS };
}

function findProblem(
  { model, content, outputDimensionality }: EmbedBody,
  called: string,
  at: string,
): string | undefined {
  if (model !== undefined && model !== `models/${called}`) {
    return `* ${at}.model: the model must be the one called, models/${called}\n`;
  }
  if (textOf(content) === '') return `* ${at}.content: content is empty\n`;
  return outputDimensionality === undefined || fits(outputDimensionality)
    ? undefined
    : `* ${at}.output_dimensionality: must be from 1 to ${DIMENSIONS}\n`;
}

function fits(dimensions: number): boolean {
  return dimensions >= 1 && dimensions <= DIMENSIONS;
}
