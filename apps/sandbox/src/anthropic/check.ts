/** What is wrong with a field, in Anthropic's words; imported whole: `check.flag(…)`. */
import { isObject, type Body, type Problem } from './fields.js';

/** Refuses the first field that isn't known. */
export function known(body: Body, names: readonly string[], at = ''): Problem {
  const stranger = Object.keys(body).find((name) => !names.includes(name));
  return stranger === undefined ? undefined : `${at}${stranger}: Extra inputs are not permitted`;
}

export function text(value: unknown, at: string): Problem {
  if (value === undefined) return `${at}: Field required`;
  return typeof value === 'string' ? undefined : `${at}: Input should be a valid string`;
}

export function object(value: unknown, at: string): Problem {
  if (value === undefined) return `${at}: Field required`;
  return isObject(value) ? undefined : `${at}: Input should be a valid dictionary`;
}

export function list(value: unknown, at: string): Problem {
  if (value === undefined) return `${at}: Field required`;
  return Array.isArray(value) ? undefined : `${at}: Input should be a valid list`;
}

/** An optional true or false. */
export function flag(value: unknown, at: string): Problem {
  return value === undefined || typeof value === 'boolean' ? undefined : `${at}: Input should be a valid boolean`;
}

/** A whole number that isn't too small. */
export function integer(value: unknown, at: string, least: number): Problem {
  if (value === undefined) return `${at}: Field required`;
  if (!Number.isInteger(value)) return `${at}: Input should be a valid integer`;
  return (value as number) >= least ? undefined : `${at}: Input should be greater than or equal to ${least}`;
}

/** An optional number within bounds. */
export function range(value: unknown, at: string, [min, max]: readonly [number, number]): Problem {
  if (value === undefined) return undefined;
  if (typeof value !== 'number') return `${at}: Input should be a valid number`;
  return value >= min && value <= max ? undefined : `${at}: range: ${min}..${max}`;
}

/** One of a few texts. */
export function choice(value: unknown, at: string, allowed: readonly string[]): Problem {
  if (value === undefined) return `${at}: Field required`;
  if (typeof value === 'string' && allowed.includes(value)) return undefined;
  const names = allowed.map((each) => `'${each}'`);
  const last = names.pop() ?? '';
  return `${at}: Input should be ${names.length === 0 ? last : `${names.join(', ')} or ${last}`}`;
}

/** The first problem of a list, each member checked with its path. */
export function each(list: readonly unknown[], at: string, check: (item: unknown, at: string) => Problem): Problem {
  for (const [index, item] of list.entries()) {
    const problem = check(item, `${at}.${index}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
