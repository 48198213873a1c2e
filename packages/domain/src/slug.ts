/** Slugs: the part of a name that can stand in an address. */

const MAX_LENGTH = 64;
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};

/**
 * Lower-case ASCII words joined by hyphens: `Crème brûlée API` → `creme-brulee-api`. Null when nothing is left, as for
 * a name in a script without Latin letters.
 */
export function slugify(name: string): string | null {
  const slug = name
    .toLowerCase()
    .replaceAll(/[ßæœøđðþłı]/g, (letter) => LETTERS[letter] ?? '')
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? null : slug;
}
