/** `generationConfig` of a caller, in the middle form. */
import type { Conversation, ConversationField, ImagePart, JsonValue, ResponseFormat } from '../conversation.js';
import type { FieldReader } from './field-reader.js';
import { jsonOf } from './json-text.js';
import { toJsonSchema } from './schema.js';
import { decodeThinking } from './thinking.js';

type Decoded = Pick<
  Conversation,
  | 'maxOutputTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'stop'
  | 'seed'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'choices'
  | 'logprobs'
  | 'responseFormat'
  | 'reasoning'
>;

export interface DecodedConfig {
  fields: Partial<Decoded>;
  /** How closely all pictures are to be looked at. */
  detail: ImagePart['detail'];
  /** What the caller calls these fields. */
  paths: Partial<Record<ConversationField, string>>;
}

/** This wire's names of the fields. */
const NAMES = {
  maxOutputTokens: 'maxOutputTokens',
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  stop: 'stopSequences',
  seed: 'seed',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
  choices: 'candidateCount',
  logprobs: 'responseLogprobs',
  reasoning: 'thinkingConfig',
} as const satisfies Partial<Record<keyof Decoded, string>>;

/** Problems and foreign fields are noted in the reader's findings. */
export function decodeGenerationConfig(config: FieldReader): DecodedConfig {
  const thinking = config.child('thinkingConfig');
  const fields: Decoded = {
    maxOutputTokens: config.integer('maxOutputTokens'),
    temperature: config.number('temperature'),
    topP: config.number('topP'),
    topK: config.number('topK'),
    stop: config.texts('stopSequences'),
    seed: config.integer('seed'),
    presencePenalty: config.number('presencePenalty'),
    frequencyPenalty: config.number('frequencyPenalty'),
    choices: config.integer('candidateCount') ?? 1,
    logprobs: decodeLogprobs(config),
    responseFormat: decodeFormat(config),
    reasoning: thinking === null ? null : decodeThinking(thinking),
  };
  const detail = decodeResolution(config);
  leaveModalities(config);
  const paths: DecodedConfig['paths'] = { responseFormat: config.path('responseMimeType') };
  for (const [field, name] of Object.entries(NAMES)) paths[field as keyof typeof NAMES] = config.path(name);
  config.leaveRest();
  return { fields, detail, paths };
}

function decodeLogprobs(config: FieldReader): number | null {
  const isWanted = config.flag('responseLogprobs') === true;
  const count = config.integer('logprobs');
  if (count !== null && !isWanted) config.findings.invalid(config.path('logprobs'), 'needs responseLogprobs');
  return isWanted ? (count ?? 0) : null;
}

function decodeFormat(config: FieldReader): ResponseFormat | null {
  const type = config.text('responseMimeType');
  const schema = decodeSchema(config);
  if (schema !== null && type !== 'application/json' && type !== 'text/x.enum') {
    config.findings.invalid(config.path('responseMimeType'), 'must be application/json beside a schema');
  }
  if (type === null || type === '') return null;
  if (type === 'text/plain') return { kind: 'text' };
  // A bare word out of a list, without quotes: other wires know JSON only.
  if (type !== 'application/json') config.leave('responseMimeType');
  if (schema === null) return { kind: 'json' };
  // The wire has no name for it, and others want one.
  return { kind: 'schema', name: 'response', description: null, schema, strict: true };
}

function decodeSchema(config: FieldReader): JsonValue | null {
  const jsonSchema = config.take('responseJsonSchema');
  const own = config.take('responseSchema');
  if (jsonSchema !== undefined) return jsonOf(jsonSchema);
  return own === undefined ? null : toJsonSchema(own);
}

/** Two of the levels are words that others have too. */
function decodeResolution(config: FieldReader): ImagePart['detail'] {
  switch (config.take('mediaResolution')) {
    case undefined:
    case 'MEDIA_RESOLUTION_UNSPECIFIED':
      return null;
    case 'MEDIA_RESOLUTION_LOW':
      return 'low';
    case 'MEDIA_RESOLUTION_HIGH':
      return 'high';
    default:
      config.leave('mediaResolution');
      return null;
  }
}

/** Text is what every wire answers with. */
function leaveModalities(config: FieldReader): void {
  const isText = config.texts('responseModalities').every((modality) => modality.toUpperCase() === 'TEXT');
  if (!isText) config.leave('responseModalities');
}
