/**
 * How much to think, from one word for it to the other. Some wires take an effort, some a budget of tokens, and no one
 * says officially what the one is in the other but Google, for Gemini behind OpenAI's wire: low 1,024, medium 8,192,
 * high 24,576 tokens ("OpenAI compatibility", Gemini API). That table is taken for every pair of wires; beside it
 * stand `minimal`, which there is low's, and all above high, which is the largest budget of a Gemini model.
 *
 * | effort          | budget | a budget up to |
 * | --------------- | ------ | -------------- |
 * | `minimal`       |  1,024 |                |
 * | `low`           |  1,024 | 1,024          |
 * | `medium`        |  8,192 | 8,192          |
 * | `high`          | 24,576 | any            |
 * | `xhigh`, `max`  | 32,768 |                |
 */
import type { Reasoning } from './conversation.js';

export type Effort = NonNullable<Reasoning['effort']>;

const BUDGETS: Readonly<Record<Effort, number>> = {
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

/** Tokens that an effort comes to. */
export function budgetOfEffort(effort: Effort): number {
  return BUDGETS[effort];
}

/** The smallest effort that a budget doesn't exceed; no more than `high`, which every wire knows. */
export function effortOfBudget(budgetTokens: number): Effort {
  if (budgetTokens <= BUDGETS.low) return 'low';
  return budgetTokens <= BUDGETS.medium ? 'medium' : 'high';
}
