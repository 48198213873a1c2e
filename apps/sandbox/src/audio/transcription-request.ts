import * as check from '../openai/check.js';
import { invalidValue, refuse, type Parsed } from '../openai/fields.js';
import { invalidRequest, type OpenAiError } from '../openai/openai-error.js';

/** A request for the text of a recording. */
export interface TranscriptionRequest {
  model: string;
  prompt: string;
  language: string | undefined;
  format: 'json' | 'text' | 'srt' | 'verbose_json' | 'vtt';
  words: boolean;
  segments: boolean;
  stream: boolean;
}

const FORMATS = ['json', 'text', 'srt', 'verbose_json', 'vtt'];
const GRANULARITIES = 'timestamp_granularities[]';
const KNOWN_OF_TRANSLATIONS = new Set(['model', 'prompt', 'response_format', 'temperature']);
const KNOWN = new Set([
  ...KNOWN_OF_TRANSLATIONS,
  GRANULARITIES,
  'chunking_strategy',
  'include[]',
  'language',
  'stream',
]);

/** Checks the fields of the form as OpenAI does. A field that came twice is a list of texts. */
export function parseTranscription(
  fields: Readonly<Record<string, string | string[]>>,
  kind: 'transcription' | 'translation',
): Parsed<TranscriptionRequest> {
  const read = (name: string): string => {
    const value = fields[name] ?? '';
    return typeof value === 'string' ? value : (value.at(-1) ?? '');
  };
  const format = read('response_format') === '' ? 'json' : read('response_format');
  const granularities = [fields[GRANULARITIES] ?? []].flat();
  const stream = read('stream') === 'true';
  const error =
    check.known(fields, kind === 'transcription' ? KNOWN : KNOWN_OF_TRANSLATIONS) ??
    check.model({ model: read('model') }) ??
    check.choice(format, 'response_format', FORMATS) ??
    checkTimes(granularities, format) ??
    checkStream(stream, { format, model: read('model') });
  if (error !== undefined) return refuse(error);
  return {
    ok: true,
    request: {
      model: read('model'),
      prompt: read('prompt'),
      language: read('language') === '' ? undefined : read('language'),
      format: format as TranscriptionRequest['format'],
      words: granularities.includes('word'),
      segments: granularities.length === 0 || granularities.includes('segment'),
      stream,
    },
  };
}

function checkTimes(granularities: readonly string[], format: string): OpenAiError | undefined {
  const unknown = granularities.find((name) => name !== 'word' && name !== 'segment');
  if (unknown !== undefined) return invalidValue(unknown, 'timestamp_granularities', ['segment', 'word']);
  if (granularities.length === 0 || format === 'verbose_json') return undefined;
  const message = "timestamp_granularities requires response_format 'verbose_json'.";
  return invalidRequest(message, 'timestamp_granularities', 'invalid_value');
}

/** As with OpenAI, `whisper-1` takes no notice of `stream`, so only what others can't do is refused. */
function checkStream(stream: boolean, given: { format: string; model: string }): OpenAiError | undefined {
  if (!stream || given.model === 'whisper-1' || given.format === 'json') return undefined;
  return invalidRequest("Streaming requires response_format 'json'.", 'response_format', 'unsupported_value');
}
