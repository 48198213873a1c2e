/** The content of OpenAI's messages: a text, or a list of typed parts. */
import type { AudioPart, FilePart, ImagePart, RefusalPart, TextPart } from '../conversation.js';
import { sourceOfUrl } from '../data-url.js';
import type { JsonObject } from '../dialect.js';
import type { FieldFindings } from '../field-findings.js';
import { isRecord, textOf } from '../json.js';

export type ContentPart = TextPart | ImagePart | AudioPart | FilePart | RefusalPart;

const HINTS: ReadonlySet<string> = new Set(['cache_control', 'prompt_cache_breakpoint']);
const known = (...names: string[]) => ({ read: new Set(['type', ...names]), hints: HINTS });
const TEXT = known('text');
const IMAGE = known('image_url');
const AUDIO = known('input_audio');
const FILE = known('file');
const REFUSAL = known('refusal');

const MEDIA_TYPES: Readonly<Record<string, string>> = { wav: 'audio/wav', mp3: 'audio/mpeg' };

/** The parts of a content. Empty for none, and for an empty text. */
export function decodeContent(content: unknown, at: string, findings: FieldFindings): ContentPart[] {
  if (content === undefined || content === null || content === '') return [];
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) {
    findings.invalid(at, 'must be a string or an array of content parts');
    return [];
  }
  return content.flatMap((part: unknown, index) => decodePart(part, `${at}[${index}]`, findings) ?? []);
}

/** The texts of a content that can hold nothing else. */
export function decodeTexts(content: unknown, at: string, findings: FieldFindings): TextPart[] {
  return decodeContent(content, at, findings).filter((part): part is TextPart => {
    if (part.kind !== 'text') findings.invalid(at, 'must hold text only');
    return part.kind === 'text';
  });
}

function decodePart(part: unknown, at: string, findings: FieldFindings): ContentPart | null {
  if (!isRecord(part)) {
    findings.invalid(at, 'must be an object');
    return null;
  }
  switch (part.type) {
    case 'text':
      findings.rest(part, at, TEXT);
      return { kind: 'text', text: readText(part, 'text', { at, findings }) };
    case 'refusal':
      findings.rest(part, at, REFUSAL);
      return { kind: 'refusal', text: readText(part, 'refusal', { at, findings }) };
    case 'image_url':
      findings.rest(part, at, IMAGE);
      return decodeImage(part.image_url, `${at}.image_url`, findings);
    case 'input_audio':
      findings.rest(part, at, AUDIO);
      return decodeAudio(part.input_audio, `${at}.input_audio`, findings);
    case 'file':
      findings.rest(part, at, FILE);
      return decodeFile(part.file, `${at}.file`, findings);
    default:
      if (typeof part.type === 'string') findings.meaning(at);
      else findings.invalid(`${at}.type`, 'must be a string');
      return null;
  }
}

function readText(part: JsonObject, name: string, { at, findings }: { at: string; findings: FieldFindings }): string {
  const text = textOf(part[name]);
  if (text === null) findings.invalid(`${at}.${name}`, 'must be a string');
  return text ?? '';
}

function decodeImage(image: unknown, at: string, findings: FieldFindings): ImagePart | null {
  // OpenAI wants an object; many of those who speak its wire take a bare URL.
  const { url, detail } = isRecord(image) ? image : { url: image, detail: null };
  const source = typeof url === 'string' ? sourceOfUrl(url, 'image/png') : null;
  if (source === null) {
    findings.invalid(`${at}.url`, 'must be an http or https URL, or a data URL in base64');
    return null;
  }
  // The finest that other wires know is `high`.
  if (detail === 'original') findings.hint(`${at}.detail`);
  const closeness = detail === 'original' ? 'high' : detail;
  return {
    kind: 'image',
    source,
    detail: closeness === 'auto' || closeness === 'low' || closeness === 'high' ? closeness : null,
  };
}

function decodeAudio(audio: unknown, at: string, findings: FieldFindings): AudioPart | null {
  const data = isRecord(audio) ? textOf(audio.data) : null;
  const format = isRecord(audio) ? textOf(audio.format) : null;
  if (data === null || format === null || !/^[a-z0-9]{1,16}$/i.test(format)) {
    findings.invalid(at, 'must have data in base64 and a format');
    return null;
  }
  const mediaType = MEDIA_TYPES[format.toLowerCase()] ?? `audio/${format.toLowerCase()}`;
  return { kind: 'audio', source: { kind: 'base64', mediaType, data } };
}

function decodeFile(file: unknown, at: string, findings: FieldFindings): FilePart | null {
  if (!isRecord(file)) {
    findings.invalid(at, 'must be an object');
    return null;
  }
  const data = textOf(file.file_data);
  if (data === null) {
    // A file that was uploaded to one vendor is at no other.
    if (file.file_id !== undefined) findings.meaning(`${at}.file_id`);
    else findings.invalid(`${at}.file_data`, 'must be a string');
    return null;
  }
  const name = textOf(file.filename);
  const source = sourceOfUrl(data, 'application/pdf') ?? { kind: 'base64', mediaType: 'application/pdf', data };
  return { kind: 'file', source, name };
}
