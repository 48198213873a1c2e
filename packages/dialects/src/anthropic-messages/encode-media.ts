import type { FilePart, ImagePart, MediaSource } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import type { RequestWriting } from './request-writing.js';

const PDF = 'application/pdf';
const IMAGE_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

export function imageBlock({ source, detail }: ImagePart, writing: RequestWriting): JsonObject {
  // How closely it is looked at is the provider's to decide here.
  if (detail !== null && detail !== 'auto') writing.drop('messages', '[].detail');
  if (source.kind === 'base64' && !IMAGE_TYPES.has(typeOf(source))) {
    writing.refuse('messages', `it takes no pictures of type ${shown(source.mediaType)}`);
  }
  return { type: 'image', source: bytesOf(source) };
}

/** PDF by bytes or address, and plain text. */
export function documentBlock({ source, name }: FilePart, writing: RequestWriting): JsonObject {
  const title = name === null ? {} : { title: name };
  const mediaType = source.mediaType === null ? PDF : typeOf(source);
  if (mediaType === PDF) return { type: 'document', source: bytesOf(source), ...title };
  if (mediaType === 'text/plain' && source.kind === 'base64') {
    const data = Buffer.from(source.data, 'base64').toString();
    return { type: 'document', source: { type: 'text', media_type: mediaType, data }, ...title };
  }
  writing.refuse('messages', `it takes no files of type ${shown(mediaType)} this way`);
  return {};
}

function bytesOf(source: MediaSource): JsonObject {
  if (source.kind === 'url') return { type: 'url', url: source.url };
  return { type: 'base64', media_type: typeOf(source), data: source.data };
}

/** Without its parameters; `image/jpg` is nobody's standard, but many write it. */
function typeOf({ mediaType }: MediaSource): string {
  const [bare = ''] = (mediaType ?? '').split(';', 1);
  const type = bare.trim().toLowerCase();
  return type === 'image/jpg' ? 'image/jpeg' : type;
}

function shown(mediaType: string): string {
  return mediaType.slice(0, 64).replace(/[^\w./+-]/g, '?');
}
