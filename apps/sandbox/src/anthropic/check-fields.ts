/** A JSON object of a request. */
export type Body = Record<string, unknown>;

/** What is wrong, in Anthropic's words: the path of the field, then the matter. */
export type Problem = string | undefined;

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses the first field that isn't known. */
export function checkKnown(body: Body, known: readonly string[], at = ''): Problem {
  const stranger = Object.keys(body).find((name) => !known.includes(name));
  return stranger === undefined ? undefined : `${at}${stranger}: Extra inputs are not permitted`;
}

export function checkText(value: unknown, at: string): Problem {
  if (value === undefined) return `${at}: Field required`;
  return typeof value === 'string' ? undefined : `${at}: Input should be a valid string`;
}

export function checkObject(value: unknown, at: string): Problem {
  if (value === undefined) return `${at}: Field required`;
  return isObject(value) ? undefined : `${at}: Input should be a valid dictionary`;
}

export function checkList(value: unknown, at: string): Problem {
  if (value === undefined) return `${at}: Field required`;
  return Array.isArray(value) ? undefined : `${at}: Input should be a valid list`;
}

/** An optional true or false. */
export function checkFlag(value: unknown, at: string): Problem {
  return value === undefined || typeof value === 'boolean' ? undefined : `${at}: Input should be a valid boolean`;
}

/** A whole number that isn't too small. */
export function checkInteger(value: unknown, at: string, least: number): Problem {
  if (value === undefined) return `${at}: Field required`;
  if (!Number.isInteger(value)) return `${at}: Input should be a valid integer`;
  return (value as number) >= least ? undefined : `${at}: Input should be greater than or equal to ${least}`;
}

/** An optional number within bounds. */
export function checkRange(value: unknown, at: string, [min, max]: readonly [number, number]): Problem {
  if (value === undefined) return undefined;
  if (typeof value !== 'number') return `${at}: Input should be a valid number`;
  return value >= min && value <= max ? undefined : `${at}: range: ${min}..${max}`;
}

/** One of a few texts. */
export function checkChoice(value: unknown, at: string, allowed: readonly string[]): Problem {
  if (value === undefined) return `${at}: Field required`;
  if (typeof value === 'string' && allowed.includes(value)) return undefined;
  const names = allowed.map((each) => `'${each}'`);
  const last = names.pop() ?? '';
  return `${at}: Input should be ${names.length === 0 ? last : `${names.join(', ')} or ${last}`}`;
}

/** The first problem of a list, each member checked with its path. */
export function checkEach(
  list: readonly unknown[],
  at: string,
  check: (item: unknown, at: string) => Problem,
): Problem {
  for (const [index, item] of list.entries()) {
    const problem = check(item, `${at}.${index}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
