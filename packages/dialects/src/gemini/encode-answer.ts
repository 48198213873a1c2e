/** An answer as a caller of Gemini's expects it. */
import type { Answer, Choice, Finish } from '../answer.js';
import type { AssistantPart } from '../conversation.js';
import type { AnswerIdentity, JsonObject } from '../dialect.js';
import { MALFORMED_CALL, writeFinishReason } from './finish-reason.js';
import { parseArguments } from './json-text.js';
import { writeLogprobs } from './logprobs.js';
import { writeMedia } from './media.js';
import { writeUsageMetadata } from './usage.js';

/** A `GenerateContentResponse`. */
export function encodeAnswer(answer: Answer, identity: AnswerIdentity): JsonObject {
  return {
    candidates: answer.choices.map(encodeChoice),
    ...(answer.usage !== null && { usageMetadata: writeUsageMetadata(answer.usage) }),
    modelVersion: identity.model,
    responseId: identity.requestId,
  };
}

function encodeChoice(choice: Choice, index: number): JsonObject {
  const parts = choice.parts.map(encodePart);
  const written = parts.filter((part) => part !== null);
  const isMalformed = written.length < parts.length;
  return {
    content: { parts: written.length === 0 ? [{ text: '' }] : written, role: 'model' },
    ...finishOf(choice.finish, isMalformed),
    index,
    ...(choice.logprobs !== null && { logprobsResult: writeLogprobs(choice.logprobs) }),
  };
}

/** What a candidate says of its end. */
export function finishOf(finish: Finish | null, isMalformed: boolean): JsonObject {
  if (isMalformed) return { finishReason: MALFORMED_CALL };
  return finish === null ? {} : { finishReason: writeFinishReason(finish) };
}

/** Null for a call whose arguments are no JSON object: here they can't be anything else. */
export function encodePart(part: AssistantPart): JsonObject | null {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return { text: part.text };
    case 'thinking':
      return { text: part.text, thought: true, ...signatureOf(part.signature) };
    case 'tool_call': {
      const args = parseArguments(part.arguments);
      return args === null
        ? null
        : { functionCall: { id: part.id, name: part.name, args }, ...signatureOf(part.signature) };
    }
    case 'image':
    case 'audio':
      return writeMedia(part.source);
  }
}

function signatureOf(signature: string | null): JsonObject {
  return signature === null ? {} : { thoughtSignature: signature };
}
