const PIECE_CHARS = 8;

/** Pieces of a JSON text, as models stream arguments: short, and at no mark. Whole characters, one piece at least. */
export function splitJson(json: string): string[] {
  return json.match(new RegExp(`[^]{1,${PIECE_CHARS}}`, 'gu')) ?? [json];
}
