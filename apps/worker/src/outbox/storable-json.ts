/** JSON that PostgreSQL can store: it knows neither NUL nor half a surrogate pair, and a provider's words may hold both. */
export function storableJson(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '\ufffd').toWellFormed() : part,
  );
}
