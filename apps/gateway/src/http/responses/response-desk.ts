/** Stored responses as their look-ups answer. A key sees those of its own application and mode; any other is 404. */
import { parseResponseId } from '@turnpike/dialects/openai-responses/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { pageInputItems } from '@turnpike/management/responses/page-input-items';
import type { StoredResponse } from '@turnpike/management/responses/stored-response';
import type { Granted } from '@turnpike/pipeline/tickets';
import { orRefusal } from '../or-refusal.js';
import type { ResponseStore } from '@turnpike/snapshot/responses/response-store';

export interface ResponseDesk {
  retrieve(ticket: Granted): Promise<object | ApiError>;
  delete(ticket: Granted): Promise<object | ApiError>;
  cancel(ticket: Granted): Promise<object | ApiError>;
  listInput(ticket: Granted): Promise<object | ApiError>;
}

const LIST_DEFAULT = 20;
const LIST_LIMIT = 100;

export function createResponseDesk(store: ResponseStore, onError: (error: unknown) => void): ResponseDesk {
  const attempt = (work: () => Promise<object>) => orRefusal(work, onError);
  return {
    retrieve: (ticket) => attempt(() => retrieve(store, ticket)),
    delete: (ticket) => attempt(() => erase(store, ticket)),
    cancel: (ticket) =>
      attempt(async () => {
        await find(store, ticket);
        throw new ApiError('invalid_parameter', {
          message: 'Cannot cancel a synchronous response.',
          param: 'response_id',
        });
      }),
    listInput: (ticket) => attempt(() => listInput(store, ticket)),
  };
}

async function retrieve(store: ResponseStore, ticket: Granted): Promise<object> {
  const stream = queryOf(ticket).get('stream');
  if (stream !== null && stream !== 'false') {
    const message = 'A stored response can not be streamed: only one that runs in the background could be.';
    throw new ApiError('unsupported_parameter', { message, param: 'stream' });
  }
  return (await find(store, ticket)).response;
}

async function erase(store: ResponseStore, ticket: Granted): Promise<object> {
  const id = parseResponseId(wantedOf(ticket));
  if (id === null || !(await store.delete(ticket.caller, id))) throw notFound(ticket);
  return { id: wantedOf(ticket), object: 'response', deleted: true };
}

async function listInput(store: ResponseStore, ticket: Granted): Promise<object> {
  const query = queryOf(ticket);
  const after = query.get('after');
  const page = { after, limit: readLimit(query.get('limit')), order: readOrder(query.get('order')) };
  const items = pageInputItems((await find(store, ticket)).input, page);
  if (items === null) throw invalid('after', 'must be the id of an item of this response');
  return items;
}

async function find(store: ResponseStore, ticket: Granted): Promise<StoredResponse> {
  const id = parseResponseId(wantedOf(ticket));
  const found = id === null ? null : await store.find(ticket.caller, id);
  if (found === null) throw notFound(ticket);
  return found;
}

function notFound(ticket: Granted): ApiError {
  return new ApiError('not_found', { message: `Response with id '${wantedOf(ticket).slice(0, 200)}' not found.` });
}

function wantedOf({ arrival }: Granted): string {
  return arrival.exchange.params.response ?? '';
}

function queryOf({ arrival }: Granted): URLSearchParams {
  return new URLSearchParams(arrival.exchange.query);
}

function readLimit(text: string | null): number {
  if (text === null) return LIST_DEFAULT;
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= LIST_LIMIT) return value;
  throw invalid('limit', `must be a whole number from 1 to ${LIST_LIMIT}`);
}

function readOrder(text: string | null): 'asc' | 'desc' {
  if (text === null || text === 'desc') return 'desc';
  if (text === 'asc') return text;
  throw invalid('order', "must be 'asc' or 'desc'");
}

function invalid(param: string, what: string): ApiError {
  return new ApiError('invalid_parameter', { message: `Invalid value: '${param}' ${what}.`, param });
}
