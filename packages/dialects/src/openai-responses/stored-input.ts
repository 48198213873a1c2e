/**
 * Input that stands on what was stored: an earlier response's items, and items named by their id. Pure; whoever has the
 * store looks them up.
 */
import { ApiError } from '@turnpike/errors/api-error';
import type { JsonObject } from '../dialect.js';
import { isRecord, listOf, textOf } from '../json.js';
import { itemTypeOf } from './decode-input.js';
import { inputItemId, type ItemPrefix } from './ids.js';

const PREFIXES: Readonly<Record<string, ItemPrefix>> = {
  message: 'msg',
  function_call: 'fc',
  function_call_output: 'fco',
  reasoning: 'rs',
};

/** What a body stands on. */
export interface StoredParts {
  /** The response it follows; null: none. */
  readonly previousResponseId: string | null;
  /** Ids of items it names, each once, in order. */
  readonly itemIds: readonly string[];
}

/** Null for a body that stands on nothing stored, as most do. */
export function storedPartsOf(body: JsonObject): StoredParts | null {
  const previousResponseId = textOf(body.previous_response_id);
  const ids = listOf(body.input).flatMap((item) => referencedId(item) ?? []);
  return previousResponseId === null && ids.length === 0 ? null : { previousResponseId, itemIds: [...new Set(ids)] };
}

/**
 * The body with what it stands on put in: earlier items first, items in the place of references. What is named although
 * it is among the earlier items stands there once. An error where an item isn't found.
 */
export function withStoredParts(
  body: JsonObject,
  earlier: readonly JsonObject[],
  itemOf: (id: string) => JsonObject | null,
): JsonObject | ApiError {
  const { previous_response_id: _, ...rest } = body;
  const known = new Set(earlier.flatMap(({ id }) => textOf(id) ?? []));
  const input: unknown[] = [...earlier];
  for (const item of inputList(body.input)) {
    const id = referencedId(item);
    if (id === null) input.push(item);
    else if (!known.has(id)) {
      const found = itemOf(id);
      if (found === null) return itemNotFound(id);
      known.add(id);
      input.push(found);
    }
  }
  return { ...rest, input };
}

/** Input as items, each with an id, as they are stored and listed. */
export function inputItems(input: unknown, responseId: string): JsonObject[] {
  return inputList(input)
    .filter(isRecord)
    .filter((item) => itemTypeOf(item) !== 'item_reference')
    .map((item, index) => {
      const type = itemTypeOf(item) ?? 'item';
      const prefix = Object.hasOwn(PREFIXES, type) ? PREFIXES[type] : undefined;
      const id = textOf(item.id) ?? inputItemId(prefix ?? 'item', responseId, index);
      return { ...item, ...wholeContent(item, type), id, type };
    });
}

/** A message's content is a list of parts wherever it is shown, and it has a status. */
function wholeContent(item: JsonObject, type: string): JsonObject {
  if (type !== 'message') return {};
  const status = textOf(item.status) ?? 'completed';
  if (typeof item.content !== 'string') return { status };
  const words = item.role === 'assistant' ? { type: 'output_text', annotations: [] } : { type: 'input_text' };
  return { status, content: [{ ...words, text: item.content }] };
}

function inputList(input: unknown): readonly unknown[] {
  return typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : listOf(input);
}

function referencedId(item: unknown): string | null {
  return isRecord(item) && itemTypeOf(item) === 'item_reference' ? textOf(item.id) : null;
}

function itemNotFound(id: string): ApiError {
  return new ApiError('not_found', { message: `Item with id '${id.slice(0, 200)}' not found.`, param: 'input' });
}
