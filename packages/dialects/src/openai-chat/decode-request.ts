/** A chat request in the middle form. What has no place there is told apart by what a caller would notice. */
import type { ApiError } from '@turnpike/errors/api-error';
import {
  type Conversation,
  EMPTY_CONVERSATION,
  type JsonValue,
  type Reasoning,
  type ResponseFormat,
} from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { FieldFindings, readBoolean, readNumber, readTexts } from '../field-findings.js';
import { booleanOf, isRecord, textOf } from '../json.js';
import { decodeMessages } from './decode-messages.js';
import { decodeTools } from './decode-tools.js';

const REQUEST = {
  read: new Set([
    ...['model', 'messages', 'stream', 'stream_options', 'n', 'max_tokens', 'max_completion_tokens'],
    ...['temperature', 'top_p', 'top_k', 'stop', 'seed', 'presence_penalty', 'frequency_penalty'],
    ...['logprobs', 'top_logprobs', 'tools', 'tool_choice', 'parallel_tool_calls', 'functions', 'function_call'],
    ...['response_format', 'reasoning_effort', 'user', 'modalities', 'audio', 'logit_bias', 'verbosity'],
  ]),
  hints: new Set([
    ...['metadata', 'store', 'service_tier', 'safety_identifier'],
    ...['prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention'],
  ]),
};

const EFFORTS: ReadonlySet<unknown> = new Set(['minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

/** A body as its operation accepts it; an error names what can't be understood after all. */
export function decodeRequest(body: JsonObject): Conversation | ApiError {
  const findings = new FieldFindings();
  findings.rest(body, '', REQUEST);
  findForeign(body, findings);
  const turns = decodeMessages(body.messages, findings);
  const bound = findBound(body, findings);
  const conversation: Conversation = {
    ...EMPTY_CONVERSATION,
    from: 'openai-chat',
    ...turns,
    ...decodeTools(body, findings),
    maxOutputTokens: bound.tokens,
    temperature: readNumber(body, 'temperature', findings),
    topP: readNumber(body, 'top_p', findings),
    topK: readNumber(body, 'top_k', findings),
    stop: readTexts(body, 'stop', findings),
    seed: readNumber(body, 'seed', findings),
    presencePenalty: readNumber(body, 'presence_penalty', findings),
    frequencyPenalty: readNumber(body, 'frequency_penalty', findings),
    choices: readNumber(body, 'n', findings) ?? 1,
    logprobs: readLogprobsWish(body, findings),
    responseFormat: readResponseFormat(body.response_format, findings),
    reasoning: readReasoning(body.reasoning_effort, findings),
    endUser: textOf(body.user),
    stream: body.stream === true,
    foreign: findings.foreign,
    paths: { system: 'messages', choices: 'n', reasoning: 'reasoning_effort', maxOutputTokens: bound.name },
  };
  return findings.error ?? conversation;
}

/** Fields that only some values make foreign. */
function findForeign(body: JsonObject, findings: FieldFindings): void {
  const { modalities, logit_bias: bias, stream_options: options } = body;
  if (Array.isArray(modalities) && modalities.some((modality) => modality !== 'text')) findings.meaning('modalities');
  if (body.audio !== undefined && body.audio !== null) findings.meaning('audio');
  if (isRecord(bias) && Object.keys(bias).length > 0) findings.meaning('logit_bias');
  // What is asked for is what everybody does without being asked.
  if (body.verbosity !== undefined && body.verbosity !== null && body.verbosity !== 'medium')
    findings.meaning('verbosity');
  // The answer would have to come in their own older form.
  if (Array.isArray(body.functions) && body.functions.length > 0) findings.meaning('functions');
  else if (body.function_call !== undefined && body.function_call !== null) findings.meaning('function_call');
  if (isRecord(options)) findings.rest(options, 'stream_options', STREAM_OPTIONS);
}

const STREAM_OPTIONS = { read: new Set(['include_usage']), hints: new Set(['include_obfuscation']) };

/** Of two bounds the larger, as the operation holds money for it. */
function findBound(body: JsonObject, findings: FieldFindings): { tokens: number | null; name: string } {
  const older = readNumber(body, 'max_tokens', findings);
  const newer = readNumber(body, 'max_completion_tokens', findings);
  if (newer === null) return { tokens: older, name: 'max_tokens' };
  if (older === null || newer >= older) return { tokens: newer, name: 'max_completion_tokens' };
  return { tokens: older, name: 'max_tokens' };
}

function readLogprobsWish(body: JsonObject, findings: FieldFindings): number | null {
  const alternatives = readNumber(body, 'top_logprobs', findings);
  if (readBoolean(body, 'logprobs', findings) === true) return alternatives ?? 0;
  if (alternatives !== null) findings.invalid('top_logprobs', 'is allowed with logprobs only');
  return null;
}

function readResponseFormat(format: unknown, findings: FieldFindings): ResponseFormat | null {
  if (format === undefined || format === null) return null;
  const type = isRecord(format) ? format.type : null;
  if (type === 'text') return { kind: 'text' };
  if (type === 'json_object') return { kind: 'json' };
  const wanted = isRecord(format) ? format.json_schema : null;
  if (type !== 'json_schema' || !isRecord(wanted)) {
    if (typeof type === 'string' && type !== 'json_schema') findings.meaning('response_format');
    else findings.invalid('response_format', 'must be text, json_object or a json_schema');
    return null;
  }
  const { description, schema, strict } = wanted;
  return {
    kind: 'schema',
    name: textOf(wanted.name) ?? 'answer',
    description: textOf(description),
    schema: (isRecord(schema) ? schema : {}) as JsonValue,
    strict: booleanOf(strict),
  };
}

function readReasoning(effort: unknown, findings: FieldFindings): Reasoning | null {
  if (effort === undefined || effort === null) return null;
  const silent = { budgetTokens: null, visible: null };
  if (effort === 'none') return { enabled: false, effort: null, ...silent };
  if (EFFORTS.has(effort)) return { enabled: true, effort: effort as Reasoning['effort'], ...silent };
  findings.invalid('reasoning_effort', 'must be none, minimal, low, medium, high, xhigh or max');
  return null;
}
