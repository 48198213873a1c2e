/** What a request stands on, put into it: earlier responses and items named by their id. */
import type { JsonObject } from '@turnpike/dialects/dialect';
import { parseResponseId, responseIdOf, responseOfItem } from '@turnpike/dialects/openai-responses/ids';
import { storedPartsOf, withStoredParts } from '@turnpike/dialects/openai-responses/stored-input';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { ResponseOwner, StoredResponse } from '@turnpike/management/responses/stored-response';
import type { ResponseStore } from './response-store.js';

export interface ResolvedInput {
  /** What the model is asked: no reference is left in it. */
  readonly body: JsonObject;
  /** How many items of its input, the first ones, came before what the caller sent now. */
  readonly earlier: number;
}

/** Different items that one request may name, each of which may be a look of its own. */
const REFERENCES_LIMIT = 200;

/** Null for a request that stands on nothing stored: it needs no store, and none is asked. */
export async function resolveInput(
  store: ResponseStore,
  owner: ResponseOwner,
  body: JsonObject,
): Promise<ResolvedInput | ApiError | null> {
  const parts = storedPartsOf(body);
  if (parts === null) return null;
  if (parts.itemIds.length > REFERENCES_LIMIT) {
    const message = `Invalid value: 'input' names more than ${REFERENCES_LIMIT} stored items.`;
    return new ApiError('invalid_parameter', { message, param: 'input' });
  }
  try {
    const earlier = parts.previousResponseId === null ? [] : await earlierItems(store, owner, parts.previousResponseId);
    if (earlier instanceof ApiError) return earlier;
    const known = new Set(earlier.map(({ id }) => id));
    const items = await findItems(
      store,
      owner,
      parts.itemIds.filter((id) => !known.has(id)),
    );
    const resolved = withStoredParts(body, earlier, (id) => items.get(id) ?? null);
    return resolved instanceof ApiError ? resolved : { body: resolved, earlier: earlier.length };
  } catch (cause) {
    return new ApiError('store_unavailable', { cause, retryAfterSeconds: 1 });
  }
}

/** All that was said up to and with a response, in order. */
async function earlierItems(
  store: ResponseStore,
  owner: ResponseOwner,
  responseId: string,
): Promise<JsonObject[] | ApiError> {
  const id = parseResponseId(responseId);
  const chain = id === null ? ({ kind: 'missing', id: null } as const) : await store.chain(owner, id);
  if (chain.kind === 'whole') return chain.responses.flatMap(itemsOf);
  const param = 'previous_response_id';
  if (chain.kind === 'too_long') {
    const message =
      'The earlier conversation is longer than a request may be: start a new one, or send a part of it in full.';
    return new ApiError('invalid_parameter', { message, param });
  }
  const missing =
    chain.id === null || chain.id === id ? responseId.slice(0, 200) : responseIdOf(publicId('request', chain.id));
  return new ApiError('invalid_parameter', { message: `Previous response with id '${missing}' not found.`, param });
}

/** Each look serves all items of the response it finds. */
async function findItems(
  store: ResponseStore,
  owner: ResponseOwner,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  for (const id of ids) {
    if (found.has(id)) continue;
    const responseId = responseOfItem(id);
    const response = responseId === null ? null : await store.find(owner, responseId);
    // A look that finds nothing decides: the request is refused, and further looks would tell nobody anything.
    if (response === null) break;
    for (const item of itemsOf(response)) if (typeof item.id === 'string') found.set(item.id, item);
    if (!found.has(id)) break;
  }
  return found;
}

function itemsOf({ input, response }: StoredResponse): JsonObject[] {
  const output = Array.isArray(response.output) ? (response.output as JsonObject[]) : [];
  return [...input, ...output];
}
