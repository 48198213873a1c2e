/** Pictures, sounds and documents: one kind of part here, three in the middle form. */
import type { AudioPart, FilePart, ImagePart, MediaSource } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import type { FieldReader } from './field-reader.js';

/** By the ending of an address: for a source whose type nobody said, as Vertex asks for one. */
const TYPES_OF_ENDINGS: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['heic', 'image/heic'],
  ['pdf', 'application/pdf'],
  ['txt', 'text/plain'],
  ['mp3', 'audio/mp3'],
  ['wav', 'audio/wav'],
  ['ogg', 'audio/ogg'],
  ['flac', 'audio/flac'],
]);

/** Videos that only Google's own models can see. */
const GOOGLES_OWN = /^https?:\/\/(?:(?:www|m)\.)?(?:youtube\.com|youtu\.be)\//i;
const GOOGLES_APIS = /(?:^|[.-])(?:generativelanguage|aiplatform)\.googleapis\.com\.?$/;

/**
 * Whether an address names something in the account of whoever asks Google for it: an uploaded file, an object in a
 * bucket. What can't be read as an address may.
 */
export function isInAccount(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return true;
  return GOOGLES_APIS.test(url.hostname);
}

type MediaPart = ImagePart | AudioPart | FilePart;

/** The part of an `inlineData`; null where it can't be read. */
export function readInlineData(reader: FieldReader): MediaPart | null {
  const mediaType = reader.text('mimeType');
  const data = reader.text('data');
  const name = reader.text('displayName');
  reader.leaveRest();
  if (mediaType !== null && data !== null) return mediaPartOf({ kind: 'base64', mediaType, data }, name);
  reader.findings.invalid(reader.at, 'must have mimeType and data');
  return null;
}

/** The part of a `fileData`; null where nobody else could fetch it: it is foreign then. */
export function readFileData(reader: FieldReader): MediaPart | null {
  const url = reader.text('fileUri');
  const mediaType = reader.text('mimeType');
  const name = reader.text('displayName');
  reader.leaveRest();
  if (url === null) reader.findings.invalid(reader.at, 'must have fileUri');
  else if (/^https?:\/\//i.test(url) && !GOOGLES_OWN.test(url))
    return mediaPartOf({ kind: 'url', url, mediaType }, name);
  else reader.findings.meaning(reader.path('fileUri'));
  return null;
}

function mediaPartOf(source: MediaSource, name: string | null): MediaPart {
  const type = mediaTypeOf(source) ?? '';
  if (/^image\//i.test(type)) return { kind: 'image', source, detail: null };
  if (/^audio\//i.test(type)) return { kind: 'audio', source };
  return { kind: 'file', source, name };
}

/** The wire's part for a source. */
export function writeMedia(source: MediaSource): JsonObject {
  if (source.kind === 'base64') return { inlineData: { mimeType: source.mediaType, data: source.data } };
  const mimeType = mediaTypeOf(source);
  return { fileData: mimeType === null ? { fileUri: source.url } : { mimeType, fileUri: source.url } };
}

function mediaTypeOf(source: MediaSource): string | null {
  if (source.kind === 'base64' || source.mediaType !== null) return source.mediaType;
  const ending = /\.(\w{1,5})$/.exec(URL.parse(source.url)?.pathname ?? '')?.[1];
  return TYPES_OF_ENDINGS.get(ending?.toLowerCase() ?? '') ?? null;
}
