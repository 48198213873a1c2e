/** What Converse calls the media types it takes; by media type in lower case, without parameters. */
const IMAGES = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/jpg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

const SOUNDS = new Map([
  ['audio/mpeg', 'mp3'],
  ['audio/mp3', 'mp3'],
  ['audio/wav', 'wav'],
  ['audio/wave', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/flac', 'flac'],
  ['audio/aac', 'aac'],
  ['audio/mp4', 'mp4'],
  ['audio/m4a', 'm4a'],
  ['audio/x-m4a', 'm4a'],
  ['audio/ogg', 'ogg'],
  ['audio/opus', 'opus'],
  ['audio/webm', 'webm'],
  ['audio/pcm', 'pcm'],
]);

const DOCUMENTS = new Map([
  ['application/pdf', 'pdf'],
  ['text/csv', 'csv'],
  ['application/msword', 'doc'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['text/html', 'html'],
  ['text/markdown', 'md'],
  ['text/plain', 'txt'],
  ['application/vnd.ms-excel', 'xls'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
]);

const FORMATS = { image: IMAGES, audio: SOUNDS, file: DOCUMENTS } as const;

/** Converse's word for a media type; null when it doesn't take it. */
export function formatOf(kind: keyof typeof FORMATS, mediaType: string | null): string | null {
  const essence = mediaType?.split(';', 1)[0]?.trim().toLowerCase();
  return essence === undefined ? null : (FORMATS[kind].get(essence) ?? null);
}

/** The media type of a format that the provider names; null for one it shouldn't. */
export function imageTypeOf(format: unknown): string | null {
  for (const [mediaType, name] of IMAGES) if (name === format) return mediaType;
  return null;
}
