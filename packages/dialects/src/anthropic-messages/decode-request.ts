/** A caller's body in the middle form. */
import type { ApiError } from '@turnpike/errors/api-error';
import {
  type Conversation,
  EMPTY_CONVERSATION,
  type JsonValue,
  type Reasoning,
  type ResponseFormat,
} from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { FieldFindings } from '../field-findings.js';
import { isRecord, textOf } from '../json.js';
import { readMessages, readSystem } from './decode-messages.js';
import { readToolChoice, readTools } from './decode-tools.js';

const BODY = {
  read: new Set([
    'model',
    'messages',
    'system',
    'tools',
    'tool_choice',
    'max_tokens',
    'temperature',
    'top_p',
    'top_k',
    'stop_sequences',
    'stream',
    'thinking',
    'output_config',
    'metadata',
  ]),
  // How fast and from which stock it is served is no part of the answer.
  hints: new Set(['cache_control', 'service_tier', 'speed', 'diagnostics']),
};
const OUTPUT_CONFIG = { read: new Set(['effort', 'format']), hints: new Set<string>() };
const FORMAT = { read: new Set(['type', 'schema']), hints: new Set<string>() };

const EFFORTS: ReadonlyMap<unknown, NonNullable<Reasoning['effort']>> = new Map(
  (['low', 'medium', 'high', 'xhigh', 'max'] as const).map((effort) => [effort, effort]),
);

const PATHS: Conversation['paths'] = {
  maxOutputTokens: 'max_tokens',
  stop: 'stop_sequences',
  parallelToolCalls: 'tool_choice.disable_parallel_tool_use',
  responseFormat: 'output_config.format',
};

/** Names what is wrong with a body as `messages[0].content[1].text`. */
export function decodeRequest(body: JsonObject): Conversation | ApiError {
  const findings = new FieldFindings();
  findings.rest(body, '', BODY);
  const conversation: Conversation = {
    ...EMPTY_CONVERSATION,
    from: 'anthropic-messages',
    system: readSystem(body.system, findings),
    messages: readMessages(body.messages, findings),
    tools: readTools(body.tools, findings),
    ...readToolChoice(body.tool_choice, findings),
    maxOutputTokens: readNumber(body, { name: 'max_tokens', most: Infinity, isWhole: true }, findings),
    temperature: readNumber(body, { name: 'temperature', most: 1, isWhole: false }, findings),
    topP: readNumber(body, { name: 'top_p', most: 1, isWhole: false }, findings),
    topK: readNumber(body, { name: 'top_k', most: Infinity, isWhole: true }, findings),
    stop: readStop(body.stop_sequences, findings),
    ...readOutput(body, findings),
    endUser: readEndUser(body.metadata, findings),
    stream: body.stream === true,
    foreign: findings.foreign,
  };
  return findings.error ?? conversation;
}

interface Range {
  readonly name: string;
  readonly most: number;
  readonly isWhole: boolean;
}

function readNumber(body: JsonObject, { name, most, isWhole }: Range, findings: FieldFindings): number | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && value >= 0 && value <= most && (!isWhole || Number.isSafeInteger(value)))
    return value;
  const kind = isWhole ? 'an integer' : 'a number';
  findings.invalid(name, Number.isFinite(most) ? `must be ${kind} from 0 to ${most}` : `must be ${kind} of 0 or more`);
  return null;
}

function readStop(stop: unknown, findings: FieldFindings): string[] {
  if (stop === undefined || stop === null) return [];
  if (Array.isArray(stop) && stop.every((text) => typeof text === 'string')) return stop;
  findings.invalid('stop_sequences', 'must be an array of strings');
  return [];
}

function readEndUser(metadata: unknown, findings: FieldFindings): string | null {
  if (!isRecord(metadata)) return null;
  if (Object.keys(metadata).some((name) => name !== 'user_id')) findings.hint('metadata');
  return textOf(metadata.user_id) || null;
}

type Output = Pick<Conversation, 'reasoning' | 'responseFormat' | 'paths'>;

/** How much is to be thought, and in which form answered. */
function readOutput(body: JsonObject, findings: FieldFindings): Output {
  const config = isRecord(body.output_config) ? body.output_config : {};
  findings.rest(config, 'output_config', OUTPUT_CONFIG);
  const effort = EFFORTS.get(config.effort) ?? null;
  if (effort === null && config.effort !== undefined && config.effort !== null) {
    findings.invalid('output_config.effort', `must be one of ${[...EFFORTS.keys()].join(', ')}`);
  }
  const thinking = readThinking(body.thinking, effort, findings);
  const alone = effort === null ? null : { enabled: true, effort, budgetTokens: null, visible: null };
  return {
    reasoning: thinking ?? alone,
    responseFormat: readFormat(config.format, findings),
    paths: { ...PATHS, reasoning: thinking === null ? 'output_config.effort' : 'thinking' },
  };
}

function readThinking(thinking: unknown, effort: Reasoning['effort'], findings: FieldFindings): Reasoning | null {
  if (thinking === undefined || thinking === null) return null;
  const said = isRecord(thinking) ? thinking : {};
  const visible = said.display === 'summarized' ? true : said.display === 'omitted' ? false : null;
  switch (said.type) {
    case 'disabled':
      return { enabled: false, effort, budgetTokens: null, visible: null };
    case 'adaptive':
      return { enabled: true, effort, budgetTokens: null, visible };
    case 'enabled':
      if (!Number.isSafeInteger(said.budget_tokens) || (said.budget_tokens as number) < 1) {
        findings.invalid('thinking.budget_tokens', 'must be an integer of 1 or more');
      }
      return { enabled: true, effort, budgetTokens: said.budget_tokens as number, visible };
    case 'between_tools':
      findings.meaning('thinking');
      return null;
    default:
      findings.invalid('thinking.type', "must be 'enabled', 'adaptive', 'between_tools' or 'disabled'");
      return null;
  }
}

function readFormat(format: unknown, findings: FieldFindings): ResponseFormat | null {
  if (format === undefined || format === null) return null;
  if (!isRecord(format) || format.type !== 'json_schema' || !isRecord(format.schema)) {
    findings.invalid('output_config.format', "must have the type 'json_schema' and a schema");
    return null;
  }
  findings.rest(format, 'output_config.format', FORMAT);
  // This wire has no name for it and always keeps to the letter.
  return { kind: 'schema', name: 'answer', description: null, schema: format.schema as JsonValue, strict: true };
}
