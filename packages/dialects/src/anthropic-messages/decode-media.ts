import type { FilePart, ImagePart, MediaSource } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import type { FieldFindings } from '../field-findings.js';
import { isRecord, textOf } from '../json.js';

const HINTS: ReadonlySet<string> = new Set(['cache_control']);
const IMAGE = { read: new Set(['type', 'source']), hints: HINTS };
const DOCUMENT = { read: new Set(['type', 'source', 'title', 'citations']), hints: HINTS };

/** An `image` block; null when there is no picture in it that could be sent elsewhere. */
export function readImage(block: JsonObject, path: string, findings: FieldFindings): ImagePart | null {
  findings.rest(block, path, IMAGE);
  const source = readSource(block.source, `${path}.source`, findings);
  return source === null ? null : { kind: 'image', source, detail: null };
}

/** A `document` block; null when it is none that could be sent elsewhere. */
export function readDocument(block: JsonObject, path: string, findings: FieldFindings): FilePart | null {
  findings.rest(block, path, DOCUMENT);
  // Who asks for citations asks for another answer.
  if (isRecord(block.citations) && block.citations.enabled === true) findings.meaning(`${path}.citations`);
  const source = readSource(block.source, `${path}.source`, findings);
  if (source === null) return null;
  const isUrl = source.kind === 'url';
  return {
    kind: 'file',
    source: isUrl ? { ...source, mediaType: 'application/pdf' } : source,
    name: textOf(block.title) || null,
  };
}

function readSource(source: unknown, path: string, findings: FieldFindings): MediaSource | null {
  if (!isRecord(source)) {
    findings.invalid(path, 'must be an object');
    return null;
  }
  const { type, data, media_type: mediaType, url } = source;
  if (type === 'base64' && typeof data === 'string' && typeof mediaType === 'string') {
    return { kind: 'base64', mediaType, data };
  }
  if (type === 'url' && typeof url === 'string') return { kind: 'url', url, mediaType: null };
  if (type === 'text' && typeof data === 'string') {
    return { kind: 'base64', mediaType: 'text/plain', data: Buffer.from(data).toString('base64') };
  }
  if (type === 'base64' || type === 'url' || type === 'text')
    findings.invalid(path, `is not a valid source of type ${type}`);
  // Files kept at the vendor, and documents made of blocks, are nothing that others have.
  else findings.meaning(path);
  return null;
}
