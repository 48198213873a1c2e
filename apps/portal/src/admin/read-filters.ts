import type { z } from 'zod';

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** A list's filters from its address. Empty fields of a form are left out; an address that makes no sense shows all. */
export async function readFilters<S extends z.ZodType>(schema: S, searchParams: SearchParams): Promise<z.output<S>> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(await searchParams)) {
    const text = Array.isArray(value) ? value[0] : value;
    if (text !== undefined && text.trim() !== '') given[name] = text;
  }
  const parsed = schema.safeParse(given);
  return parsed.success ? parsed.data : schema.parse({});
}

/** The same list, filters kept, at another cursor or (null) at its beginning. */
function pageHref(path: string, filters: Readonly<Record<string, unknown>>, cursor: string | null): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (name === 'cursor' || name === 'limit' || value === undefined || value === null) continue;
    params.set(name, String(value));
  }
  if (cursor !== null) params.set('cursor', cursor);
  const query = params.toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Hrefs of a list's pager. */
export function pagerOf(
  path: string,
  filters: Readonly<Record<string, unknown>>,
  nextCursor: string | null,
): { firstHref: string | null; nextHref: string | null } {
  return {
    firstHref: filters.cursor === undefined ? null : pageHref(path, filters, null),
    nextHref: nextCursor === null ? null : pageHref(path, filters, nextCursor),
  };
}
