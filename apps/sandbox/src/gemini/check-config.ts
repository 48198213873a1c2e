import type { Body } from './proto.js';

/** GenerationConfig as it was read. */
export interface GenerationConfig {
  temperature?: number;
  topP?: number;
  topK?: number;
  candidateCount?: number;
  maxOutputTokens?: number;
  stopSequences?: string[];
  responseLogprobs?: boolean;
  logprobs?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  responseMimeType?: string;
  responseSchema?: Body;
  responseJsonSchema?: unknown;
  responseModalities?: string[];
  thinkingConfig?: { includeThoughts?: boolean; thinkingBudget?: number; thinkingLevel?: string };
}

const MAX_CANDIDATES = 8;
const MAX_STOPS = 5;
const MAX_ALTERNATIVES = 20;
const MIME_TYPES = ['text/plain', 'application/json', 'text/x.enum'];
const AT = '* GenerateContentRequest.generation_config';

/** What is wrong with the settings, in Google's words. */
export function findConfigProblem(
  config: GenerationConfig,
  context: { model: string; hasTools: boolean },
): string | undefined {
  return (
    findRangeProblem(config) ??
    findLogprobsProblem(config) ??
    findFormatProblem(config, context) ??
    findThinkingProblem(config, context.model)
  );
}

function findRangeProblem(config: GenerationConfig): string | undefined {
  const { temperature, topP, candidateCount, maxOutputTokens, stopSequences = [] } = config;
  if (isOutside(temperature, 0, 2)) {
    return `Unable to submit request because it has a temperature value of ${temperature ?? ''} but the supported range is from 0 (inclusive) to 2.0001 (exclusive). Update the value and try again.`;
  }
  if (isOutside(topP, 0, 1)) return `${AT}.top_p: top_p must be in the range [0.0, 1.0].\n`;
  if (isOutside(candidateCount, 1, MAX_CANDIDATES)) {
    return `${AT}.candidate_count: candidate_count must be in the range [1, ${MAX_CANDIDATES}].\n`;
  }
  if (maxOutputTokens !== undefined && maxOutputTokens < 1) {
    return `${AT}.max_output_tokens: max_output_tokens must be positive.\n`;
  }
  if (isOutside(config.presencePenalty, -2, 2) || isOutside(config.frequencyPenalty, -2, 2)) {
    return `${AT}: penalties must be in the range [-2.0, 2.0).\n`;
  }
  if (stopSequences.length <= MAX_STOPS) return undefined;
  return `${AT}.stop_sequences: the number of stop sequences must not exceed ${MAX_STOPS}.\n`;
}

function findLogprobsProblem({ logprobs, responseLogprobs }: GenerationConfig): string | undefined {
  if (logprobs === undefined) return undefined;
  if (responseLogprobs !== true) return 'Logprobs can only be set if response_logprobs is true.';
  return isOutside(logprobs, 0, MAX_ALTERNATIVES)
    ? `${AT}.logprobs: logprobs must be in the range [0, 20].\n`
    : undefined;
}

function findFormatProblem(
  { responseMimeType: type, responseSchema, responseJsonSchema }: GenerationConfig,
  { model, hasTools }: { model: string; hasTools: boolean },
): string | undefined {
  if (type !== undefined && !MIME_TYPES.includes(type)) {
    return `${AT}.response_mime_type: allowed mimetypes are \`text/plain\`, \`application/json\`, \`application/xml\`, \`application/yaml\` and \`text/x.enum\`.\n`;
  }
  const hasSchema = responseSchema !== undefined || responseJsonSchema !== undefined;
  if (hasSchema && (type === undefined || type === 'text/plain')) {
    return `${AT}.response_schema: only allowed when response_mime_type is \`application/json\`.\n`;
  }
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    return `${AT}: only one of response_schema and response_json_schema may be set.\n`;
  }
  const isOld = /^gemini-[12]/.test(model);
  return isOld && hasTools && type === 'application/json'
    ? "Function calling with a response mime type: 'application/json' is unsupported"
    : undefined;
}

function findThinkingProblem({ thinkingConfig }: GenerationConfig, model: string): string | undefined {
  const { thinkingBudget, thinkingLevel } = thinkingConfig ?? {};
  if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
    return 'You can only set only one of thinking budget and thinking level.';
  }
  if (thinkingBudget !== undefined && thinkingBudget < -1) {
    return `${AT}.thinking_config.thinking_budget: the budget must be -1, 0 or positive.\n`;
  }
  const isOld = /^gemini-[12]/.test(model);
  return thinkingLevel !== undefined && isOld ? 'Thinking level is not supported for this model.' : undefined;
}

function isOutside(value: number | undefined, min: number, max: number): boolean {
  return value !== undefined && (value < min || value > max);
}
