/** A whole answer of Converse. */
import type { Answer } from '../answer.js';
import type { AssistantPart } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, textOf } from '../json.js';
import { recordOf, recordsIn } from '../reading.js';
import { readFinish } from './finish.js';
import { imageTypeOf } from './media-formats.js';
import { readConverseUsage } from './usage.js';

/** See `Voice.decodeAnswer`. Its id is in a header, so there is none here; citations have no place elsewhere. */
export function decodeAnswer(body: JsonObject): Answer | null {
  const { message } = recordOf(body.output);
  if (!isRecord(message) || !Array.isArray(message.content)) return null;
  const finish = readFinish(body.stopReason, body.additionalModelResponseFields);
  const parts = recordsIn(message.content).flatMap(readBlock);
  return {
    id: null,
    choices: [{ parts, finish, logprobs: null, annotations: [] }],
    usage: readConverseUsage(body.usage),
  };
}

function readBlock(block: JsonObject): AssistantPart[] {
  if (typeof block.text === 'string') return [{ kind: 'text', text: block.text }];
  if (isRecord(block.toolUse)) return readToolUse(block.toolUse);
  if (isRecord(block.reasoningContent)) return readReasoning(block.reasoningContent);
  if (isRecord(block.citationsContent)) return readCited(block.citationsContent);
  return isRecord(block.image) ? readImage(block.image) : [];
}

/** What a tool of the provider's own was asked is no wish of the model's that the caller could fulfil. */
function readToolUse({ toolUseId, name, input, type }: JsonObject): AssistantPart[] {
  if (typeof toolUseId !== 'string' || typeof name !== 'string' || type === 'server_tool_use') return [];
  return [{ kind: 'tool_call', id: toolUseId, name, arguments: JSON.stringify(input ?? {}), signature: null }];
}

function readReasoning(reasoning: JsonObject): AssistantPart[] {
  const { reasoningText, redactedContent } = reasoning;
  if (typeof redactedContent === 'string')
    return [{ kind: 'thinking', text: '', signature: null, sealed: redactedContent }];
  if (!isRecord(reasoningText)) return [];
  const { text, signature } = reasoningText;
  return [{ kind: 'thinking', text: textOf(text) ?? '', signature: textOf(signature), sealed: null }];
}

function readCited({ content }: JsonObject): AssistantPart[] {
  const text = recordsIn(content)
    .map((piece) => textOf(piece.text) ?? '')
    .join('');
  return text === '' ? [] : [{ kind: 'text', text }];
}

function readImage({ format, source }: JsonObject): AssistantPart[] {
  const mediaType = imageTypeOf(format);
  const data = textOf(recordOf(source).bytes);
  if (mediaType === null || data === null) return [];
  return [{ kind: 'image', source: { kind: 'base64', mediaType, data }, detail: null }];
}
