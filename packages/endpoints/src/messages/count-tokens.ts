/** Tokens of Anthropic's bodies, by our own count: its vendor publishes no tokenizer, so they are an estimate. */
import { isRecord, listOf } from '@turnpike/dialects/json';
import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import type { Tokenizer } from '@turnpike/domain/tokenizer';
import { ApiError } from '@turnpike/errors/api-error';
import type { JsonObject } from '../operation.js';
import { parseJsonObject } from '../validation.js';

/** Blocks within blocks: a result of a tool, a document of blocks. */
const DEEPEST_BLOCK = 4;

/**
 * Input tokens of a body of messages: system, messages, tools, each a message of a chat. Pictures and files other than
 * text have no text and count nothing; neither do thoughts of earlier turns, which aren't read again. Total: any JSON
 * gets a number.
 */
export function countInputTokens(body: JsonObject, tokenizer?: Tokenizer): number {
  const system = textsOf(body.system, 0);
  const tools = listOf(body.tools).map((tool) => JSON.stringify(tool) ?? '');
  const turns = listOf(body.messages).map((message) => (isRecord(message) ? message : {}));
  const said = [
    ...(system.length === 0 ? [] : [chatMessage('system', system)]),
    ...(tools.length === 0 ? [] : [chatMessage('system', tools)]),
    ...turns.map(({ role, content }) => chatMessage(role, textsOf(content, 0))),
  ];
  return countChatPromptTokens(said, tokenizer);
}

/** The answer of `POST /v1/messages/count_tokens`. */
export function countedTokens(body: JsonObject, tokenizer?: Tokenizer): { input_tokens: number } {
  return { input_tokens: countInputTokens(body, tokenizer) };
}

/** Output tokens of a whole answer: all that its blocks say, thoughts and calls included. */
export function countAnswerTokens(answer: Buffer, tokenizer?: Tokenizer): number {
  const parsed = parseJsonObject(answer);
  if (parsed instanceof ApiError) return 0;
  const texts = listOf(parsed.content).flatMap((block) => {
    return isRecord(block) && typeof block.thinking === 'string' ? [block.thinking] : textsOf([block], 0);
  });
  return countTextTokens(texts.join(''), tokenizer);
}

function chatMessage(role: unknown, texts: readonly string[]): JsonObject {
  return { role, content: texts.map((text) => ({ text })) };
}

function textsOf(content: unknown, depth: number): string[] {
  if (typeof content === 'string') return [content];
  if (depth > DEEPEST_BLOCK) return [];
  return listOf(content).flatMap((block) => (isRecord(block) ? textsOfBlock(block, depth) : []));
}

function textsOfBlock(block: JsonObject, depth: number): string[] {
  switch (block.type) {
    case 'text':
      return typeof block.text === 'string' ? [block.text] : [];
    case 'tool_use':
      return [typeof block.name === 'string' ? block.name : '', JSON.stringify(block.input) ?? ''];
    case 'document':
      return isRecord(block.source) ? textsOfSource(block.source, depth) : [];
    default:
      return textsOf(block.content, depth + 1);
  }
}

function textsOfSource(source: JsonObject, depth: number): string[] {
  if (source.type === 'text' && typeof source.data === 'string') return [source.data];
  return source.type === 'content' ? textsOf(source.content, depth + 1) : [];
}
