import { countTextTokens } from '@turnpike/domain/token-count';
import { freshId } from '../answer/fresh-id.js';
import { NO_TOKENS } from '../deliveries/delivery.js';
import type { Exchange } from '../exchange/exchange.js';
import { followSteering, sendSteered } from '../exchange/follow-steering.js';
import * as check from '../openai/check.js';
import { isObject, missing, refuse, wrongType, type Parsed } from '../openai/fields.js';
import { invalidRequest } from '../openai/openai-error.js';
import { classify, type Judged } from './classify.js';

interface ModerationRequest {
  model: string;
  /** Each gets a result of its own; parts of different kinds are judged together. */
  inputs: Judged[];
}

const KNOWN = new Set(['input', 'model']);
const MAX_INPUTS = 2_048;

/** `POST /v1/moderations`; steered by the first text that begins with `@sandbox`. Reports no usage, as OpenAI's. */
export async function answerModerations(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parse(body.value);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  const { model, inputs } = parsed.request;
  exchange.delivery.model = model;
  exchange.delivery.countedPromptTokens = inputs.reduce((sum, { text }) => sum + countTextTokens(text), 0);
  const line = inputs.find(({ text }) => text.startsWith('@sandbox'))?.text ?? '';
  const steering = await followSteering(exchange, line, 'input');
  if (steering === undefined) return;
  const answer = { id: freshId('modr-'), model, results: inputs.map(classify) };
  await sendSteered(exchange, answer, { steering: { ...steering, omitUsage: true }, usage: NO_TOKENS });
}

function parse(body: unknown): Parsed<ModerationRequest> {
  if (!isObject(body)) return refuse(invalidRequest('The body must be a JSON object.', null));
  const { input, model } = body;
  const error = check.known(body, KNOWN);
  if (error !== undefined) return refuse(error);
  if (input === undefined || input === null) return refuse(missing('input'));
  if (typeof (model ?? '') !== 'string') return refuse(wrongType('model', 'a string', model));
  const inputs = readInputs(input);
  if (inputs === undefined) {
    return refuse(invalidRequest("'input' must be a string, strings, or parts of type text or image_url.", 'input'));
  }
  const named = typeof model === 'string' && model !== '' ? model : 'omni-moderation-latest';
  return { ok: true, request: { model: named, inputs } };
}

function readInputs(input: unknown): Judged[] | undefined {
  if (typeof input === 'string') return [{ text: input, hasImage: false }];
  if (!Array.isArray(input) || input.length === 0 || input.length > MAX_INPUTS) return undefined;
  const items = input as unknown[];
  if (items.every((item) => typeof item === 'string')) return items.map((text) => ({ text, hasImage: false }));
  const texts: string[] = [];
  let hasImage = false;
  for (const item of items) {
    if (!isObject(item)) return undefined;
    if (item.type === 'text' && typeof item.text === 'string') texts.push(item.text);
    else if (item.type === 'image_url' && isObject(item.image_url)) hasImage = true;
    else return undefined;
  }
  return [{ text: texts.join('\n'), hasImage }];
}
