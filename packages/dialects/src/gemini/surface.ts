/**
 * Callers of Gemini's `generateContent` and `streamGenerateContent`, API version v1beta. The model is in the path there,
 * and so is whether to stream; a body says neither.
 */
import type { ApiError } from '@turnpike/errors/api-error';
import { EMPTY_CONVERSATION } from '../conversation.js';
import type { Conversation, ConversationField, ImagePart, Message } from '../conversation.js';
import type { JsonObject, Surface } from '../dialect.js';
import { decodeContents, decodeSystem } from './decode-contents.js';
import { decodeGenerationConfig } from './decode-generation-config.js';
import { decodeTools } from './decode-tools.js';
import { encodeAnswer } from './encode-answer.js';
import { FieldFindings } from '../field-findings.js';
import { FieldReader } from './field-reader.js';
import { GeminiStreamEncoder } from './stream-encoder.js';

/** `generateContent`: a whole answer. */
export const surface: Surface = {
  dialect: 'gemini',
  endMark: '',
  decodeRequest: (body) => decodeRequest(body, false),
  encodeAnswer,
  createStreamEncoder: (identity) => new GeminiStreamEncoder(identity),
};

/** `streamGenerateContent`: the same body, answered as a stream. */
export const streamSurface: Surface = { ...surface, decodeRequest: (body) => decodeRequest(body, true) };

/** Fields that no model sees, or that a price depends on and nothing else. */
const HINTS = ['labels', 'serviceTier', 'store'] as const;

function decodeRequest(body: JsonObject, stream: boolean): Conversation | ApiError {
  const findings = new FieldFindings();
  const reader = new FieldReader(body, null, findings);
  // The path's model is the one that is meant.
  reader.take('model');
  const system = decodeSystem(reader);
  const messages = decodeContents(reader);
  const { tools, toolChoice } = decodeTools(reader);
  const config = reader.child('generationConfig');
  const decoded = config === null ? null : decodeGenerationConfig(config);
  for (const name of HINTS) reader.leave(name, true);
  // What is left, `safetySettings` and `cachedContent` among it, changes the answer.
  reader.leaveRest();
  return (
    findings.error ?? {
      ...EMPTY_CONVERSATION,
      from: 'gemini',
      system,
      messages: decoded?.detail == null ? messages : withDetail(messages, decoded.detail),
      tools,
      toolChoice,
      ...decoded?.fields,
      stream,
      foreign: findings.foreign,
      paths: { ...pathsOf(reader), ...decoded?.paths },
    }
  );
}

function pathsOf(reader: FieldReader): Partial<Record<ConversationField, string>> {
  return {
    system: reader.path('systemInstruction'),
    messages: reader.path('contents'),
    tools: reader.path('tools'),
    toolChoice: reader.path('toolConfig'),
  };
}

function withDetail(messages: readonly Message[], detail: ImagePart['detail']): Message[] {
  const look = <P extends { kind: string }>(part: P): P => (part.kind === 'image' ? { ...part, detail } : part);
  return messages.map((message) => {
    if (message.role === 'user') return { ...message, parts: message.parts.map(look) };
    return message.role === 'assistant' ? { ...message, parts: message.parts.map(look) } : message;
  });
}
