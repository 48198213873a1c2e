/**
 * What Converse has no word of its own for, and models take in `additionalModelRequestFields`: each family in words of
 * its own, known by the model's id (`us.anthropic.claude-…`, or an ARN that ends in it).
 */
import type { Reasoning } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { type Effort, effortOfBudget } from '../effort.js';

export type ModelFamily = 'anthropic' | 'amazon' | 'openai' | 'mistral' | 'cohere';

const FAMILY = /(?:^|[./])(anthropic|amazon|openai|mistral|cohere)\./;

/** Null for a family without such fields, and for an id that doesn't say. */
export function familyOf(upstreamModel: string): ModelFamily | null {
  return (FAMILY.exec(upstreamModel)?.[1] as ModelFamily | undefined) ?? null;
}

/** Sampling from the `topK` likeliest tokens; null: the model has no such field. */
export function topKFields(family: ModelFamily | null, topK: number): JsonObject | null {
  if (family === 'anthropic' || family === 'mistral') return { top_k: topK };
  if (family === 'amazon') return { inferenceConfig: { topK } };
  return family === 'cohere' ? { k: topK } : null;
}

/** How much to think, as Converse and the family say it. */
export interface ReasoningFields {
  /** `outputConfig.effort`. */
  readonly effort: string | null;
  readonly modelFields: JsonObject;
}

/** Null: the model can't be asked this. */
export function reasoningFields(family: ModelFamily | null, reasoning: Reasoning): ReasoningFields | null {
  if (family === 'anthropic') return anthropicReasoning(reasoning);
  if (family === 'amazon') return novaReasoning(reasoning);
  if (family === 'openai') return gptReasoning(reasoning);
  const { enabled, effort, budgetTokens } = reasoning;
  if (!enabled || effort === null || budgetTokens !== null) return null;
  return { effort: wordOf(effort), modelFields: {} };
}

/** With a budget as the older models have it, else as the newer ones do, which find their own. */
function anthropicReasoning({ enabled, effort, budgetTokens, visible }: Reasoning): ReasoningFields {
  if (!enabled) return { effort: null, modelFields: { thinking: { type: 'disabled' } } };
  const way = budgetTokens === null ? { type: 'adaptive' } : { type: 'enabled', budget_tokens: budgetTokens };
  const display = visible === null ? {} : { display: visible ? 'summarized' : 'omitted' };
  return { effort: effort === null ? null : wordOf(effort), modelFields: { thinking: { ...way, ...display } } };
}

function novaReasoning(reasoning: Reasoning): ReasoningFields | null {
  if (!reasoning.enabled) return { effort: null, modelFields: { reasoningConfig: { type: 'disabled' } } };
  const maxReasoningEffort = commonEffort(reasoning);
  if (maxReasoningEffort === null) return null;
  return { effort: null, modelFields: { reasoningConfig: { type: 'enabled', maxReasoningEffort } } };
}

/** They always think. */
function gptReasoning(reasoning: Reasoning): ReasoningFields | null {
  const effort = reasoning.enabled ? commonEffort(reasoning) : null;
  return effort === null ? null : { effort: null, modelFields: { reasoning_effort: effort } };
}

/** One of the three that all know, or null. Neither effort nor budget said: the middle. */
function commonEffort({ effort, budgetTokens }: Reasoning): string | null {
  const said = effort ?? (budgetTokens === null ? 'medium' : effortOfBudget(budgetTokens));
  const word = wordOf(said);
  return word === 'low' || word === 'medium' || word === 'high' ? word : null;
}

/** Converse has none below `low`. */
function wordOf(effort: Effort): string {
  return effort === 'minimal' ? 'low' : effort;
}
