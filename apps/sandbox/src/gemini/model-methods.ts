import { freshId } from '../answer/fresh-id.js';
import type { Operation } from '../deliveries/delivery.js';
import { answerConversation } from '../exchange/answer-conversation.js';
import type { Exchange } from '../exchange/exchange.js';
import { answerBatchEmbed, answerEmbed, answerPredict } from './embed.js';
import { MESSAGES } from './gemini-messages.js';
import type { MethodCall } from './method-call.js';
import { renderGenerate } from './generate-answer.js';
import { arrayForm, EVENTS, generateFrames } from './generate-frames.js';
import { checkGenerate, countPrompt, parseGenerate, type Address, type GenerateBody } from './generate-request.js';
import { invalidArgument, toErrorBody } from './google-error.js';
import { readProto } from './proto.js';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  generateContent: 'chat',
  streamGenerateContent: 'chat',
  countTokens: 'chat',
  embedContent: 'embeddings',
  batchEmbedContents: 'embeddings',
  predict: 'embeddings',
};

const ABILITIES = { images: true, cacheWrites: false, filtered: true };

/** What a method counts as; undefined where there is no such method. */
export function operationOf({ method, flavor }: MethodCall): Operation | undefined {
  if (method === (flavor === 'vertex' ? 'batchEmbedContents' : 'predict')) return undefined;
  return Object.hasOwn(OPERATIONS, method) ? OPERATIONS[method] : undefined;
}

/** Answers a call of a model's method. */
export async function answerMethod(exchange: Exchange, call: MethodCall): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  exchange.delivery.model = call.model;
  if (call.method === 'embedContent') return answerEmbed(exchange, call, body.value);
  if (call.method === 'batchEmbedContents') return answerBatchEmbed(exchange, call, body.value);
  if (call.method === 'predict') return answerPredict(exchange, call, body.value);
  if (call.method === 'countTokens') return answerCount(exchange, call, body.value);
  await answerGenerate(exchange, call, body.value);
}

async function answerGenerate(exchange: Exchange, call: MethodCall, body: unknown): Promise<void> {
  const { flavor, model, method, alt } = call;
  const parsed = parseGenerate(body, { flavor, model, stream: method === 'streamGenerateContent' });
  if (!parsed.ok) return exchange.refuse(parsed.refusal);
  const { ask, topLogprobs } = parsed.request;
  const writer = { flavor, topLogprobs, responseId: freshId('') };
  const form = alt === 'sse' ? EVENTS : arrayForm();
  await answerConversation(exchange, ask, {
    abilities: ABILITIES,
    steeringParam: 'contents',
    whole: (plan) => renderGenerate(plan, writer),
    stream: (plan) => generateFrames(plan, writer, form),
    streamType: form.type,
    streamError: (refusal) => form.item(toErrorBody(refusal)) + form.end,
  });
}

function answerCount(exchange: Exchange, { flavor, model }: MethodCall, value: unknown): void {
  const read = readProto(value, 'CountTokensRequest', MESSAGES[flavor]);
  if (!read.ok) return exchange.refuse(invalidArgument(read.message, read.field));
  const body = read.value as GenerateBody & { generateContentRequest?: GenerateBody };
  const counted = body.generateContentRequest ?? body;
  const address: Address = { flavor, model, stream: false };
  const refusal = checkGenerate(counted, address);
  if (refusal !== undefined) return exchange.refuse(refusal);
  const { text, pictures } = countPrompt(counted);
  const details = [
    { modality: 'TEXT', tokenCount: text },
    ...(pictures === 0 ? [] : [{ modality: 'IMAGE', tokenCount: pictures }]),
  ];
  exchange.sendPlain({ totalTokens: text + pictures, promptTokensDetails: details });
}
