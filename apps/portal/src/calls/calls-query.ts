/** What the address of a list of calls asks for: the names of the management API, so that both read alike. */
import { CallFilterSchema, type CallFilterInput } from '@turnpike/contracts/management/calls';

export type SearchParams = Record<string, string | string[] | undefined>;

type Path = `/${string}`;

export interface CallsQuery {
  filter: CallFilterInput;
  /** As written in the address, for forms and links. */
  text: Readonly<Record<string, string>>;
  cursor: string | null;
  /** A filter that can't be read: its name, and what it must be. */
  invalid: { name: string; message: string } | null;
}

export const FILTER_NAMES = Object.keys(CallFilterSchema.shape) as (keyof CallFilterInput)[];

/** Reads the address. A filter that can't be read is named, and nothing is shown rather than too much. */
export function readCallsQuery(params: SearchParams): CallsQuery {
  const text: Record<string, string> = {};
  for (const name of FILTER_NAMES) {
    const value = params[name];
    if (typeof value === 'string' && value.trim() !== '') text[name] = value.trim();
  }
  const parsed = CallFilterSchema.safeParse(text);
  const issue = parsed.error?.issues[0];
  const cursor = params.cursor;
  return {
    filter: parsed.data ?? {},
    text,
    cursor: typeof cursor === 'string' && cursor !== '' ? cursor : null,
    invalid: issue === undefined ? null : { name: String(issue.path[0]), message: issue.message },
  };
}

/** The address with some filters changed; null takes one away. A change begins at the first page. */
export function callsHref(path: Path, query: CallsQuery, change: Record<string, string | null> = {}): Path {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query.text, ...change })) if (value !== null) params.set(name, value);
  const search = params.toString();
  return search === '' ? path : `${path}?${search}`;
}
