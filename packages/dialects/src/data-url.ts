/** `data:` URLs (RFC 2397) in base64, as wires write pictures and files. */
import type { MediaSource } from './conversation.js';

/** No media type with its parameters is longer. */
const MOST_HEAD_LENGTH = 256;

/** What a URL names: bytes at hand, or a place on the web; null for anything else. */
export function sourceOfUrl(url: string, fallbackType: string): MediaSource | null {
  if (/^https?:\/\//i.test(url)) return { kind: 'url', url, mediaType: null };
  if (!/^data:/i.test(url)) return null;
  const comma = url.slice(0, MOST_HEAD_LENGTH).indexOf(',');
  if (comma < 0) return null;
  const [mediaType = '', ...parameters] = url.slice('data:'.length, comma).split(';');
  if (parameters.at(-1)?.toLowerCase() !== 'base64') return null;
  return { kind: 'base64', mediaType: mediaType === '' ? fallbackType : mediaType, data: url.slice(comma + 1) };
}

/** A source as a URL: its own, or its bytes. */
export function urlOfSource(source: MediaSource): string {
  return source.kind === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
}
