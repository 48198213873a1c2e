const BASE = 'http://local.invalid';

/**
 * The text when it is a path on this very site, such as `/app/keys?page=2`; null for anything that a browser might take
 * for another site (`//host`, `/\host`, a scheme) and for control characters.
 */
export function localPath(text: string): string | null {
  if (!text.startsWith('/') || text.startsWith('//') || text.includes('\\')) return null;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) < 33) return null;
  const url = URL.parse(text, BASE);
  // Dots that are taken out may leave two slashes at the start.
  if (url === null || url.origin !== BASE || url.pathname.startsWith('//')) return null;
  return url.pathname + url.search + url.hash;
}
