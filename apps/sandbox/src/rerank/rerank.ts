import { countTextTokens } from '@turnpike/domain/token-count';
import { freshId } from '../answer/fresh-id.js';
import { NO_TOKENS } from '../deliveries/delivery.js';
import type { Exchange } from '../exchange/exchange.js';
import { followSteering, sendSteered } from '../exchange/follow-steering.js';
import { invalidRequest } from '../openai/openai-error.js';
import { parseRerank, rerankResults, searchUnits } from './rerank-request.js';

/** `POST /v1/rerank`, as Cohere, Jina, Together and vLLM have it; steered by the query. */
export async function answerRerank(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseRerank(body.value);
  if (!parsed.ok) return exchange.refuse(invalidRequest(`Invalid '${parsed.param}': ${parsed.problem}.`, parsed.param));
  const { request } = parsed;
  const { delivery } = exchange;
  delivery.model = request.model;
  const documents = request.documents.reduce((sum, text) => sum + countTextTokens(text), 0);
  delivery.countedPromptTokens = countTextTokens(request.query) + documents;
  const steering = await followSteering(exchange, request.query, 'query');
  if (steering === undefined) return;
  const promptTokens = steering.promptTokens ?? delivery.countedPromptTokens;
  delivery.units.searches = searchUnits(request);
  const reports = {
    usage: { total_tokens: promptTokens, prompt_tokens: promptTokens },
    meta: { billed_units: { search_units: searchUnits(request) } },
  };
  const answer = {
    id: freshId('rerank-'),
    model: request.model,
    results: rerankResults(request),
    ...(steering.omitUsage === true ? {} : reports),
  };
  await sendSteered(exchange, answer, { steering, usage: { ...NO_TOKENS, promptTokens } });
}
