/** What every client asks, whatever its words for it. */

/** A picture of one pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Reports what no count comes to, so that a number in a wrong place shows. */
export const METERED = 'hello\n@sandbox prompt_tokens=1200 cached_tokens=1024 completion_tokens=90';

export const ORDERS = [
  { name: 'get_weather', args: { city: 'Paris' } },
  { name: 'get_time', args: { zone: 'CET' } },
] as const;
/** Two tools at once; when their results are there, a text that repeats them. */
export const TOOL_PROMPT = `look\n@sandbox ${ORDERS.map(({ name, args }) => `tool=${name} args=${JSON.stringify(args)}`).join(' ')}`;

export const CUT = 'hello\n@sandbox chunks=20 cut_after=3';
export const REFUSAL = 'I would rather not.';
export const REFUSED = `hello\n@sandbox refusal="${REFUSAL}"`;

export const THOUGHTFUL = 'hello\n@sandbox reasoning_tokens=9';

/** More than one a second. */
export const AT_ONCE = Array.from({ length: 8 }, () => 'hello');

/** Fits what strict schemas demand. */
export const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' }, degrees: { type: 'integer' } },
  required: ['city', 'degrees'],
  additionalProperties: false,
} as const;

export function argumentsOf(property: string) {
  return {
    type: 'object' as const,
    properties: { [property]: { type: 'string' as const } },
    required: [property],
    additionalProperties: false,
  };
}

/** What a promise is rejected with. */
export async function failureOf(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it went well, and should not have');
}

/** What those are rejected with that are. */
export async function failuresOf(works: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(works);
  return settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
}

/** All of a stream. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
