import { countChatPromptTokens } from '@turnpike/domain/token-count';
import type { Ask } from '../answer/ask.js';
import * as check from './check.js';
import { isObject, type Body, type Problem } from './fields.js';
import { checkMessages, checkThoughtKept, checkToolTurns, turnsOf, type Turn } from './check-turns.js';
import { checkContent, textOf } from './content-blocks.js';
import { checkFormat, checkThinking, checkTools, readToolChoice, readTools } from './messages-options.js';

/** What the headers of a request bring to it. */
export interface Terms {
  /** `anthropic-version`. */
  version: string;
  /** Whether it asks for a beta, which may add fields. */
  hasBeta: boolean;
}

/** A request for a message: what its answer depends on, and what only this wire knows. */
export interface MessagesRequest {
  ask: Ask;
  /** Thoughts were asked for without their words. */
  hidesThoughts: boolean;
}

export type ParsedMessages = { ok: true; request: MessagesRequest } | { ok: false; problem: string };

/** The version that takes no sampling parameters and is stricter about blocks. */
export const NEWEST_VERSION = '2026-10-21';

/** What token counting knows. */
const COUNTED = [
  'messages',
  'model',
  'cache_control',
  'output_config',
  'speed',
  'system',
  'thinking',
  'tool_choice',
  'tools',
  'user_profile_id',
  'workspace_id',
];
const FIELDS = [
  ...COUNTED,
  'max_tokens',
  'container',
  'diagnostics',
  'inference_geo',
  'metadata',
  'service_tier',
  'stop_sequences',
  'stream',
];
const SAMPLING = ['temperature', 'top_p', 'top_k'];
const BETA = ['context_management', 'mcp_servers', 'output_format', 'betas'];

/** Checks a request for a message as Anthropic does: the first thing wrong is named by its path. */
export function parseMessages(body: unknown, terms: Terms): ParsedMessages {
  if (!isObject(body)) return { ok: false, problem: 'Input should be a valid dictionary' };
  const turns: Turn[] = [];
  const problem =
    check.integer(body.max_tokens, 'max_tokens', 0) ??
    checkConversation(body, { terms, turns, fields: FIELDS }) ??
    checkLimits(body) ??
    checkThinking(body, body.max_tokens as number) ??
    (isThinking(body, 'enabled') ? checkThoughtKept(turns) : undefined);
  if (problem !== undefined) return { ok: false, problem };
  return { ok: true, request: readRequest(body, turns) };
}

/** Checks what of a conversation token counting takes. */
export function parseCounted(
  body: unknown,
  terms: Terms,
): { ok: true; tokens: number } | { ok: false; problem: string } {
  if (!isObject(body)) return { ok: false, problem: 'Input should be a valid dictionary' };
  const problem = checkConversation(body, { terms, turns: [], fields: COUNTED });
  if (problem !== undefined) return { ok: false, problem };
  return { ok: true, tokens: countPrompt(body) };
}

function checkConversation(
  body: Body,
  { terms, turns, fields }: { terms: Terms; turns: Turn[]; fields: readonly string[] },
): Problem {
  const strict = terms.version === NEWEST_VERSION;
  const known = [...fields, ...(strict ? [] : SAMPLING), ...(terms.hasBeta ? BETA : [])];
  const problem =
    check.text(body.model, 'model') ??
    checkMessages(body.messages, strict) ??
    check.known(body, known) ??
    checkSystem(body.system, strict) ??
    checkTools(body) ??
    checkFormat(body);
  if (problem !== undefined) return problem;
  turns.push(...turnsOf(body.messages as Body[]));
  return checkToolTurns(turns) ?? checkCacheMarks(body);
}

function checkSystem(system: unknown, strict: boolean): Problem {
  return system === undefined ? undefined : checkContent(system, 'system', { role: 'system', strict });
}

function checkLimits(body: Body): Problem {
  const problem =
    check.range(body.temperature, 'temperature', [0, 1]) ??
    check.range(body.top_p, 'top_p', [0, 1]) ??
    (body.top_k === undefined ? undefined : check.integer(body.top_k, 'top_k', 0)) ??
    check.flag(body.stream, 'stream') ??
    (body.service_tier === undefined
      ? undefined
      : check.choice(body.service_tier, 'service_tier', ['auto', 'standard_only'])) ??
    (body.metadata === undefined ? undefined : checkMetadata(body.metadata));
  if (problem !== undefined || body.stop_sequences === undefined) return problem;
  return (
    check.list(body.stop_sequences, 'stop_sequences') ??
    check.each(body.stop_sequences as unknown[], 'stop_sequences', checkStop)
  );
}

function checkMetadata(metadata: unknown): Problem {
  if (!isObject(metadata)) return check.object(metadata, 'metadata');
  const { user_id: userId } = metadata;
  const isFine = userId === undefined || userId === null || typeof userId === 'string';
  return (
    check.known(metadata, ['user_id'], 'metadata.') ?? (isFine ? undefined : check.text(userId, 'metadata.user_id'))
  );
}

function checkStop(sequence: unknown, at: string): Problem {
  const problem = check.text(sequence, at);
  if (problem !== undefined) return problem;
  return (sequence as string).trim() === ''
    ? 'stop_sequences: each stop sequence must contain non-whitespace'
    : undefined;
}

const MAX_CACHE_MARKS = 4;

function checkCacheMarks({ system, messages, tools }: Body): Problem {
  const contents = [system, ...(messages as Body[]).map(({ content }) => content), tools];
  const marked = contents.flatMap((content) =>
    Array.isArray(content) ? (content as Body[]).filter((block) => isObject(block.cache_control)) : [],
  );
  if (marked.length <= MAX_CACHE_MARKS) return undefined;
  return `A maximum of ${MAX_CACHE_MARKS} blocks with cache_control may be provided. Found ${marked.length}.`;
}

function isThinking({ thinking }: Body, type: string): boolean {
  return isObject(thinking) && thinking.type === type;
}

function readRequest(body: Body, turns: readonly Turn[]): MessagesRequest {
  const lastUser = turns.findLastIndex(({ role, blocks }) => role === 'user' && textOf(blocks) !== '');
  const { choice, parallel } = readToolChoice(body.tool_choice);
  const thinking = isObject(body.thinking) ? body.thinking : {};
  const thinks = thinking.type === 'enabled' || thinking.type === 'adaptive';
  const hides = thinking.display === 'omitted';
  return {
    ask: {
      model: body.model as string,
      stream: body.stream === true,
      lastUserText: textOf(turns[lastUser]?.blocks),
      toolResults: resultsAfter(turns, lastUser),
      promptTokens: countPrompt(body),
      imageInputTokens: 0,
      choices: 1,
      maxTokens: body.max_tokens as number,
      stop: (body.stop_sequences ?? []) as string[],
      tools: readTools(body),
      toolChoice: choice,
      parallelTools: parallel,
      json: readFormat(body),
      thinks: thinks && !hides,
    },
    hidesThoughts: thinks && hides,
  };
}

function readFormat({ output_config: config, output_format: format }: Body): Ask['json'] {
  const said = isObject(config) && isObject(config.format) ? config.format : format;
  return isObject(said) ? { schema: said.schema } : undefined;
}

function resultsAfter(turns: readonly Turn[], index: number): string[] {
  return turns
    .slice(index + 1)
    .flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === 'tool_result' ? [textOf(block.content)] : [])));
}

/** Counted as a chat of the same texts is. */
function countPrompt({ system, messages }: Body): number {
  const said = (messages as Body[]).map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? content : (content as Body[]).map((block) => ({ text: blockText(block) })),
  }));
  return countChatPromptTokens(system === undefined ? said : [{ role: 'system', content: textOf(system) }, ...said]);
}

function blockText(block: Body): string {
  if (block.type === 'tool_use') return `${String(block.name)}${JSON.stringify(block.input)}`;
  if (block.type === 'tool_result') return textOf(block.content);
  const { text, thinking } = block;
  return typeof text === 'string' ? text : typeof thinking === 'string' ? thinking : '';
}
