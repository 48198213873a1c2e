import type { Json } from './stored-response.js';

export interface InputPageInput {
  /** Id of the item the page begins after. */
  readonly after: string | null;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
}

/** A page of items as OpenAI's lists have it. */
export interface InputPage {
  readonly object: 'list';
  readonly data: readonly Json[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

/** Null when there is no item of the id that was named. */
export function pageInputItems(items: readonly Json[], { after, limit, order }: InputPageInput): InputPage | null {
  const ordered = order === 'asc' ? items : items.toReversed();
  const from = after === null ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
  if (after !== null && from === 0) return null;
  const data = ordered.slice(from, from + limit);
  return {
    object: 'list',
    data,
    first_id: idOf(data.at(0)),
    last_id: idOf(data.at(-1)),
    has_more: ordered.length > from + limit,
  };
}

function idOf(item: Json | undefined): string | null {
  return typeof item?.id === 'string' ? item.id : null;
}
