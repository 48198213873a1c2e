/** How Prisma searches a text column for a part of a name, in any case. LIKE's own signs stand for themselves. */
export function contains(text: string): { contains: string; mode: 'insensitive' } {
  return { contains: text.replaceAll(/[\\%_]/g, String.raw`\$&`), mode: 'insensitive' };
}
