/** A value of a form: text, or what bracketed names built. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };

/** The fields of a form. */
export type Form = Record<string, FormValue>;

const MAX_DEPTH = 8;
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a form-encoded body in Stripe's nesting: `line_items[0][price_data][currency]=usd`. Names are kept in order;
 * a list is what has indexes from 0. Null when a name can't be read.
 */
export function parseForm(text: string): Form | null {
  const root: Form = Object.create(null) as Form;
  for (const [name, value] of new URLSearchParams(text)) {
    const path = readPath(name);
    if (path === null || !place(root, path, value)) return null;
  }
  return toLists(root) as Form;
}

function readPath(name: string): string[] | null {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (match === null) return null;
  const inner = [...(match[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map(([, part]) => part ?? '');
  const path = [match[1] ?? '', ...inner];
  return path.length > MAX_DEPTH || path.some((part) => UNSAFE.has(part)) ? null : path;
}

function place(root: Form, path: readonly string[], value: string): boolean {
  let level = root;
  for (const part of path.slice(0, -1)) {
    const next = (level[part] ??= Object.create(null) as Form);
    if (typeof next === 'string' || Array.isArray(next)) return false;
    level = next;
  }
  const last = path.at(-1) ?? '';
  // `expand[]=x`: the next free index.
  level[last === '' ? String(Object.keys(level).length) : last] = value;
  return true;
}

function toLists(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, toLists(inner)] as const);
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
