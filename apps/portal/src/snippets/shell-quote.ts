/** Within single quotes a shell takes everything as it is but the quote itself. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
