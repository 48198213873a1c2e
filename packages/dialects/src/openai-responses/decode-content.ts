/** Content of messages and of tools' results, part by part. */
import type { AssistantPart, FilePart, ImagePart, TextPart, UserPart } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { sourceOfUrl } from '../data-url.js';
import { isRecord, textOf } from '../json.js';
import { recordOf } from '../reading.js';
import type { FieldFindings } from '../field-findings.js';
import { audioOf, fileSourceOf, OPAQUE } from './media.js';
import { isUnsaid } from './unsaid.js';

type ToolContent = TextPart | ImagePart | FilePart;

/** A user's words: a text, or parts. */
export function decodeUserContent(content: unknown, path: string, findings: FieldFindings): UserPart[] {
  return decodeParts(content, { path, findings }, (part, at) => {
    if (part.type === 'input_audio') return decodeAudio(part, at, findings);
    return decodeToolPart(part, at, findings);
  });
}

/** What a tool said. */
export function decodeToolContent(content: unknown, path: string, findings: FieldFindings): ToolContent[] {
  return decodeParts(content, { path, findings }, (part, at) => decodeToolPart(part, at, findings));
}

/** A model's words of an earlier turn. */
export function decodeAssistantContent(content: unknown, path: string, findings: FieldFindings): AssistantPart[] {
  return decodeParts<AssistantPart>(content, { path, findings }, (part, at) => {
    if (part.type !== 'refusal') return decodeText(part, at, findings);
    const text = textOf(part.refusal);
    if (text === null) findings.invalid(`${at}.refusal`, 'must be a string');
    return { kind: 'refusal', text: text ?? '' };
  });
}

/** Instructions, which are words only. */
export function decodeSystemContent(content: unknown, path: string, findings: FieldFindings): TextPart[] {
  return decodeParts(content, { path, findings }, (part, at) => decodeText(part, at, findings));
}

function decodeParts<Part>(
  content: unknown,
  { path, findings }: { path: string; findings: FieldFindings },
  decode: (part: JsonObject, path: string) => Part | null,
): (Part | TextPart)[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) {
    findings.invalid(path, 'must be a string or an array of parts');
    return [];
  }
  return content.flatMap((part: unknown, index) => {
    const at = `${path}[${index}]`;
    if (isRecord(part)) return decode(part, at) ?? [];
    findings.invalid(at, 'must be an object');
    return [];
  });
}

function decodeText(part: JsonObject, path: string, findings: FieldFindings): TextPart | null {
  if (part.type !== 'input_text' && part.type !== 'output_text') {
    findings.invalid(`${path}.type`, 'has no meaning here');
    return null;
  }
  noteBreakpoint(part, path, findings);
  const text = textOf(part.text);
  if (text === null) findings.invalid(`${path}.text`, 'must be a string');
  return { kind: 'text', text: text ?? '' };
}

function decodeToolPart(part: JsonObject, path: string, findings: FieldFindings): ToolContent | null {
  if (part.type === 'input_image') return decodeImage(part, path, findings);
  if (part.type === 'input_file') return decodeFile(part, path, findings);
  return decodeText(part, path, findings);
}

function decodeImage(part: JsonObject, path: string, findings: FieldFindings): ImagePart | null {
  noteBreakpoint(part, path, findings);
  const url = textOf(part.image_url);
  if (url === null) return keptElsewhere(part, path, { findings, field: 'image_url' });
  const source = sourceOfUrl(url, 'image/png');
  if (source === null) {
    findings.invalid(`${path}.image_url`, 'must be an http(s) address or a data URL in base64');
    return null;
  }
  return { kind: 'image', source, detail: decodeDetail(part.detail, path, findings) };
}

function decodeDetail(detail: unknown, path: string, findings: FieldFindings): ImagePart['detail'] {
  if (detail === 'auto' || detail === 'low' || detail === 'high') return detail;
  if (!isUnsaid(detail)) findings.meaning(`${path}.detail`);
  return null;
}

function decodeFile(part: JsonObject, path: string, findings: FieldFindings): FilePart | null {
  noteBreakpoint(part, path, findings);
  if (!isUnsaid(part.detail)) findings.hint(`${path}.detail`);
  const name = textOf(part.filename);
  const [data, url] = [textOf(part.file_data), textOf(part.file_url)];
  if (data === null && url === null) return keptElsewhere(part, path, { findings, field: 'file_data' });
  const source = data === null ? sourceOfUrl(url ?? '', OPAQUE) : fileSourceOf(data, name);
  if (source === null) {
    findings.invalid(
      `${path}.${data === null ? 'file_url' : 'file_data'}`,
      'must be an http(s) address or a data URL in base64',
    );
    return null;
  }
  return { kind: 'file', source, name };
}

function decodeAudio(part: JsonObject, path: string, findings: FieldFindings): UserPart | null {
  const { data, format } = recordOf(part.input_audio);
  const audio = typeof data === 'string' && typeof format === 'string' ? audioOf(data, format) : null;
  if (audio === null)
    findings.invalid(`${path}.input_audio`, "must have 'data' in base64 and a 'format' of 'wav' or 'mp3'");
  return audio;
}

/** A file of a provider's own store means nothing to another provider. */
function keptElsewhere(
  part: JsonObject,
  path: string,
  { findings, field }: { findings: FieldFindings; field: string },
): null {
  if (typeof part.file_id === 'string') findings.meaning(`${path}.file_id`);
  else findings.invalid(`${path}.${field}`, 'must be a string');
  return null;
}

function noteBreakpoint(part: JsonObject, path: string, findings: FieldFindings): void {
  if (!isUnsaid(part.prompt_cache_breakpoint)) findings.hint(`${path}.prompt_cache_breakpoint`);
}
