/**
 * Ids of responses and of their items, in OpenAI's manner. A response has the uuid of the request that made it, and an
 * item's id holds its response's: a caller who names an item alone, as some SDKs do between the steps of a tool loop, is
 * understood without an index.
 */
import { parseId, publicId } from '@turnpike/domain/ids';

export type ItemPrefix = 'msg' | 'rs' | 'fc' | 'fco' | 'ig' | 'item';

const PREFIX = 'resp_';
const INDEX_DIGITS = 4;
const OURS = /^[a-z]{2,4}_([0-9a-f]{32})i?[0-9a-f]{4,8}$/;

/** `resp_` and the 32 hex digits of our request's public id. */
export function responseIdOf(requestId: string): string {
  const uuid = parseId('request', requestId);
  return PREFIX + (uuid === null ? requestId : hexOf(uuid));
}

/** The bare uuid behind a response's id, which is its request's; null for what isn't of our making. */
export function parseResponseId(responseId: string): string | null {
  return responseId.startsWith(PREFIX) ? uuidOf(responseId.slice(PREFIX.length)) : null;
}

/** The id of what stands at a place of a response's output. */
export function outputItemId(prefix: ItemPrefix, responseId: string, index: number): string {
  return `${prefix}_${responseId.slice(PREFIX.length)}${digits(index)}`;
}

/** The id of what stands at a place of a response's input, where the caller gave none. */
export function inputItemId(prefix: ItemPrefix, responseId: string, index: number): string {
  return `${prefix}_${responseId.slice(PREFIX.length)}i${digits(index)}`;
}

/** The bare uuid of the response whose output or input an item was; null for an id that isn't of our making. */
export function responseOfItem(itemId: string): string | null {
  const hex = OURS.exec(itemId)?.[1];
  return hex === undefined ? null : uuidOf(hex);
}

function uuidOf(hex: string): string | null {
  return parseId('request', `req_${hex}`);
}

function hexOf(uuid: string): string {
  return publicId('request', uuid).slice('req_'.length);
}

function digits(index: number): string {
  return index.toString(16).padStart(INDEX_DIGITS, '0');
}
