/** A whole answer as a chat completion. */
import type { Answer, Choice } from '../answer.js';
import type { AssistantPart, ToolCallPart } from '../conversation.js';
import { urlOfSource } from '../data-url.js';
import type { AnswerIdentity, JsonObject } from '../dialect.js';
import { writeFinish } from './finish-reason.js';
import { writeLogprobs } from './logprobs.js';
import { writeSignature } from './signature.js';
import { encodeDetails } from './thoughts.js';
import { writeUsage } from './usage.js';

type Media = Extract<AssistantPart, { kind: 'image' | 'audio' }>;

/** What all events of an answer, or the whole one, say of it. */
export function describeAnswer(identity: AnswerIdentity, words: { prefix: string; object: string }): JsonObject {
  return {
    id: `${words.prefix}-${identity.requestId.replace(/^req_/, '')}`,
    object: words.object,
    created: Math.floor(identity.createdAtMs / 1_000),
    model: identity.model,
  };
}

export function encodeAnswer(answer: Answer, identity: AnswerIdentity): JsonObject {
  return {
    ...describeAnswer(identity, { prefix: 'chatcmpl', object: 'chat.completion' }),
    choices: answer.choices.map((choice, index) => encodeChoice(choice, index, identity)),
    ...(answer.usage === null ? {} : { usage: writeUsage(answer.usage) }),
  };
}

/** A picture or sound as a member of a message, or of a delta; pictures in OpenRouter's form, as OpenAI has none. */
export function encodeMedia(parts: readonly Media[], identity: AnswerIdentity): JsonObject {
  const images = parts.filter((part) => part.kind === 'image');
  const sound = parts.find((part) => part.kind === 'audio');
  return {
    ...(images.length === 0 ? {} : { images: images.map(({ source }) => imageOf(urlOfSource(source))) }),
    ...(sound?.source.kind === 'base64' ? { audio: soundOf(sound.source.data, identity) } : {}),
  };
}

function encodeChoice(choice: Choice, index: number, identity: AnswerIdentity): JsonObject {
  const { parts } = choice;
  const textOf = (kind: 'text' | 'refusal' | 'thinking') =>
    parts.flatMap((part) => (part.kind === kind ? [part.text] : [])).join('');
  const calls = parts.filter((part) => part.kind === 'tool_call');
  const thoughts = parts.filter((part) => part.kind === 'thinking');
  const media = parts.filter((part): part is Media => part.kind === 'image' || part.kind === 'audio');
  const [text, refusal, thought] = [textOf('text'), textOf('refusal'), textOf('thinking')];
  const details = encodeDetails(thoughts);
  const isSilent = text === '' && (calls.length > 0 || refusal !== '');
  const message = {
    role: 'assistant',
    content: isSilent ? null : text,
    refusal: refusal === '' ? null : refusal,
    annotations: [],
    ...(thought === '' ? {} : { reasoning_content: thought }),
    ...(details === null ? {} : { reasoning_details: details }),
    ...encodeMedia(media, identity),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(encodeCall) }),
  };
  const seen = { toolCall: calls.length > 0, refusal: refusal !== '' };
  const logprobs = writeLogprobs(choice.logprobs);
  return { index, message, logprobs, finish_reason: writeFinish(choice.finish, seen) };
}

function encodeCall({ id, name, arguments: given, signature }: ToolCallPart): JsonObject {
  return { id, type: 'function', function: { name, arguments: given }, ...writeSignature(signature) };
}

function imageOf(url: string): JsonObject {
  return { type: 'image_url', image_url: { url } };
}

/** Nobody keeps it, so it has expired as soon as it is there. */
function soundOf(data: string, { requestId, createdAtMs }: AnswerIdentity): JsonObject {
  const id = `audio_${requestId.replace(/^req_/, '')}`;
  return { id, data, transcript: '', expires_at: Math.floor(createdAtMs / 1_000) };
}
