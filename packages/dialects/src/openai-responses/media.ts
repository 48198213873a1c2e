/** Sounds and documents as this wire names them. */
import type { AudioPart, FilePart, MediaSource } from '../conversation.js';
import { sourceOfUrl, urlOfSource } from '../data-url.js';

/** What nobody said the kind of. */
export const OPAQUE = 'application/octet-stream';

/** A document's content: as a data URL, or in bare base64, whose kind its name tells. */
export function fileSourceOf(data: string, name: string | null): MediaSource | null {
  if (data.startsWith('data:')) return sourceOfUrl(data, OPAQUE);
  const mediaType = name?.toLowerCase().endsWith('.pdf') === true ? 'application/pdf' : OPAQUE;
  return { kind: 'base64', mediaType, data };
}

const AUDIO_TYPES: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', wav: 'audio/wav' };

/** Null for a format that this wire has no word for. */
export function audioOf(data: string, format: string): AudioPart | null {
  const mediaType = Object.hasOwn(AUDIO_TYPES, format) ? AUDIO_TYPES[format] : undefined;
  return mediaType === undefined ? null : { kind: 'audio', source: { kind: 'base64', mediaType, data } };
}

/** The members that say where a document is. */
export function fileFields({ source, name }: FilePart): Record<string, string> {
  if (source.kind === 'url') return { file_url: source.url };
  return { filename: name ?? 'file', file_data: urlOfSource(source) };
}
