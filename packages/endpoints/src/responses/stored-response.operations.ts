/** What can be done with a response that was stored. */
import type { LookupOperation } from '../operation.js';

export const retrieveResponse: LookupOperation = {
  kind: 'lookup',
  key: 'responses.retrieve',
  method: 'GET',
  path: '/v1/responses/:response',
  summary: 'Retrieve a stored response',
};

export const deleteResponse: LookupOperation = {
  kind: 'lookup',
  key: 'responses.delete',
  method: 'DELETE',
  path: '/v1/responses/:response',
  summary: 'Delete a stored response',
};

export const cancelResponse: LookupOperation = {
  kind: 'lookup',
  key: 'responses.cancel',
  method: 'POST',
  path: '/v1/responses/:response/cancel',
  summary: 'Cancel a response that runs in the background',
};

export const listResponseInput: LookupOperation = {
  kind: 'lookup',
  key: 'responses.input_items',
  method: 'GET',
  path: '/v1/responses/:response/input_items',
  summary: 'List what a stored response was asked',
};
