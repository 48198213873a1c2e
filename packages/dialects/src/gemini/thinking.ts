/**
 * `thinkingConfig`, both ways. Gemini 3 and later take a level; the ones before it a budget of tokens, and 0 for none
 * ("Gemini thinking", Gemini API).
 */
import type { Reasoning } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { budgetOfEffort } from '../effort.js';
import type { Effort } from '../effort.js';
import type { FieldReader } from './field-reader.js';

const LEVELS: Readonly<Record<Effort, string>> = {
  minimal: 'MINIMAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  // There is no higher one.
  xhigh: 'HIGH',
  max: 'HIGH',
};

const EFFORTS: ReadonlyMap<string, Effort> = new Map([
  ['MINIMAL', 'minimal'],
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
]);

/** As many as the model thinks fit. */
const DYNAMIC = -1;
/** The largest budget that the models before Gemini 3 take, and the larger one of those called Pro. */
const MOST_BUDGET = 24_576;
const MOST_BUDGET_OF_PRO = 32_768;
const TAKES_BUDGET = /(?:^|[/-])gemini-[12](?:\.|-|$)/;
const SIGNS_CALLS = /(?:^|[/-])gemini-(?:[3-9]|[1-9]\d)/;

/**
 * What Google's documentation ("Thought signatures", Gemini API) has callers send with a call of another model's making,
 * in the place of the signature without which Gemini 3 refuses it.
 */
export const NO_SIGNATURE = 'skip_thought_signature_validator';

/** Whether a model of this name refuses a function call of its own turn that comes back without its signature. */
export function mustSignCalls(upstreamModel: string): boolean {
  return SIGNS_CALLS.test(upstreamModel);
}

export function encodeThinking(reasoning: Reasoning, upstreamModel: string): JsonObject {
  const shown = reasoning.visible === null ? {} : { includeThoughts: reasoning.visible };
  const { effort, budgetTokens } = reasoning;
  if (TAKES_BUDGET.test(upstreamModel)) {
    if (!reasoning.enabled) return { thinkingBudget: 0 };
    return { ...shown, thinkingBudget: budgetTokens ?? (effort === null ? DYNAMIC : budgetOf(effort, upstreamModel)) };
  }
  // Those that take levels can't be kept from thinking; this is the nearest there is, and Google's own choice.
  if (!reasoning.enabled) return { thinkingLevel: 'MINIMAL' };
  if (effort !== null) return { ...shown, thinkingLevel: LEVELS[effort] };
  return budgetTokens === null ? shown : { ...shown, thinkingBudget: budgetTokens };
}

function budgetOf(effort: Effort, upstreamModel: string): number {
  return Math.min(budgetOfEffort(effort), /\bpro\b/.test(upstreamModel) ? MOST_BUDGET_OF_PRO : MOST_BUDGET);
}

/** Null where nothing is asked for. */
export function decodeThinking(config: FieldReader): Reasoning | null {
  const visible = config.flag('includeThoughts');
  const budget = config.integer('thinkingBudget');
  const level = config.text('thinkingLevel');
  config.leaveRest();
  if (budget === 0) return { enabled: false, effort: null, budgetTokens: null, visible };
  const effort = EFFORTS.get(level?.toUpperCase() ?? '') ?? null;
  if (level !== null && level !== 'THINKING_LEVEL_UNSPECIFIED' && effort === null) {
    config.findings.invalid(config.path('thinkingLevel'), 'must be MINIMAL, LOW, MEDIUM or HIGH');
  }
  if (budget !== null && budget < DYNAMIC)
    config.findings.invalid(config.path('thinkingBudget'), 'must be at least -1');
  const budgetTokens = budget === null || budget < 0 ? null : budget;
  // Not to be shown what it would think of its own accord isn't to be made to think.
  if (budget === null && effort === null && visible !== true) return null;
  return { enabled: true, effort, budgetTokens, visible };
}
