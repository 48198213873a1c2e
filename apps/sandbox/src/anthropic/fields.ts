/** A JSON object of a request. */
export type Body = Record<string, unknown>;

/** What is wrong, in Anthropic's words: the path of the field, then the matter. */
export type Problem = string | undefined;

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
