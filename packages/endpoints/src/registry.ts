/** Every route of the data plane. The gateway mounts these and nothing else; the documents are made from them. */
import { chatCompletions } from './chat-completions/chat-completions.operation.js';
import { embeddings } from './embeddings/embeddings.operation.js';
import type { LookupOperation, Operation } from './operation.js';

export const listModels: LookupOperation = {
  kind: 'lookup',
  key: 'models.list',
  method: 'GET',
  path: '/v1/models',
  summary: 'List the models you may use',
};

export const retrieveModel: LookupOperation = {
  kind: 'lookup',
  key: 'models.retrieve',
  method: 'GET',
  path: '/v1/models/:model',
  summary: 'Retrieve a model',
};

export const retrieveCall: LookupOperation = {
  kind: 'lookup',
  key: 'calls.retrieve',
  method: 'GET',
  path: '/v1/calls/:requestId',
  summary: 'Retrieve the receipt of one of your calls',
};

export const OPERATIONS: readonly Operation[] = [chatCompletions, embeddings, listModels, retrieveModel, retrieveCall];

/** First path segments that belong to the data plane; everything else is the management API's. */
export const DATA_PLANE_PREFIXES: readonly string[] = ['/v1', '/v1beta', '/apis', '/mcp'];
