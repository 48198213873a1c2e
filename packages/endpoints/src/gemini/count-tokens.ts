/** Tokens of Gemini's bodies, by our own count: its vendor publishes no tokenizer for them, so they are an estimate. */
import { isRecord, listOf } from '@turnpike/dialects/json';
import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import type { Tokenizer } from '@turnpike/domain/tokenizer';
import { ApiError } from '@turnpike/errors/api-error';
import type { JsonObject } from '../operation.js';
import { parseJsonObject } from '../validation.js';
import { fieldOf } from './body.js';

/**
 * Input tokens of a body: instructions, contents, tools, each a message of a chat. Pictures, sound and files have no text
 * and count nothing; neither do thoughts of earlier turns, which aren't read again. Total: any JSON gets a number.
 */
export function countInputTokens(body: JsonObject, tokenizer?: Tokenizer): number {
  const system = fieldOf(body, 'systemInstruction');
  const instructions = typeof system === 'string' ? [system] : textsOf(fieldOf(system, 'parts'));
  const tools = listOf(body.tools).map((tool) => JSON.stringify(tool) ?? '');
  const turns = listOf(body.contents).map((content) => textsOf(fieldOf(content, 'parts')));
  const said = [
    ...(instructions.length === 0 ? [] : [chatMessage('system', instructions)]),
    ...(tools.length === 0 ? [] : [chatMessage('system', tools)]),
    ...turns.map((texts) => chatMessage('user', texts)),
  ];
  return countChatPromptTokens(said, tokenizer);
}

/** Input tokens of contents to embed: of one request, or of a batch. */
export function countEmbeddingInputTokens(body: JsonObject, tokenizer?: Tokenizer): number {
  const requests = Array.isArray(body.requests) ? (body.requests as unknown[]) : [body];
  const texts = requests.flatMap((request) => textsOf(fieldOf(fieldOf(request, 'content'), 'parts')));
  return texts.reduce((sum, text) => sum + countTextTokens(text, tokenizer), 0);
}

/** The answer of `countTokens`: of `contents`, or of a whole `generateContentRequest`. */
export function countedTokens(body: JsonObject, tokenizer?: Tokenizer): JsonObject {
  const request = fieldOf(body, 'generateContentRequest');
  const totalTokens = countInputTokens(isRecord(request) ? request : body, tokenizer);
  return { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] };
}

/** Output tokens of a whole answer: all that its candidates say, thoughts and calls included. */
export function countAnswerTokens(answer: Buffer, tokenizer?: Tokenizer): number {
  const parsed = parseJsonObject(answer);
  if (parsed instanceof ApiError) return 0;
  return listOf(parsed.candidates).reduce((sum: number, candidate) => {
    const parts = fieldOf(fieldOf(candidate, 'content'), 'parts');
    return sum + countTextTokens(listOf(parts).flatMap(textsOfPart).join(''), tokenizer);
  }, 0);
}

function chatMessage(role: string, texts: readonly string[]): JsonObject {
  return { role, content: texts.map((text) => ({ text })) };
}

function textsOf(parts: unknown): string[] {
  return listOf(parts).flatMap((part) => (fieldOf(part, 'thought') === true ? [] : textsOfPart(part)));
}

function textsOfPart(part: unknown): string[] {
  const text = fieldOf(part, 'text');
  if (typeof text === 'string') return [text];
  const called = fieldOf(part, 'functionCall') ?? fieldOf(part, 'functionResponse');
  if (!isRecord(called)) return [];
  const content = called.args ?? called.response;
  return [typeof called.name === 'string' ? called.name : '', JSON.stringify(content) ?? ''];
}
