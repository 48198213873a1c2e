/** Answers of the look-up operations: from the snapshot, or from the control plane's own use cases. */
import type { LookupOperation } from '@turnpike/endpoints/operation';
import {
  cancelJob,
  listJobs,
  listModels,
  retrieveCall,
  retrieveJob,
  retrieveModel,
} from '@turnpike/endpoints/registry';
import { ApiError } from '@turnpike/errors/api-error';
import type { Caller } from '@turnpike/pipeline/caller';
import type { CatalogueModel } from '@turnpike/pipeline/catalogue';
import type { CatalogueStore } from '@turnpike/pipeline/services';
import type { Granted } from '@turnpike/pipeline/tickets';
import type { JobDesk } from './jobs/job-desk.js';

/** Reads the record of one of the caller's own application's calls; null when there is none. */
export type CallReader = (caller: Caller, requestId: string) => Promise<object | null>;

export type LookupAnswer = (ticket: Granted) => Promise<object | ApiError>;

/** The answer of each look-up in the registry. */
export function createLookups(stores: {
  catalogue: CatalogueStore;
  readCall: CallReader;
  jobs: JobDesk;
}): Map<LookupOperation, LookupAnswer> {
  const modelsOf = (ticket: Granted) => offeredModels(stores.catalogue, ticket);
  return new Map<LookupOperation, LookupAnswer>([
    [listModels, (ticket) => Promise.resolve({ object: 'list', data: modelsOf(ticket).map(modelView) })],
    [retrieveModel, (ticket) => Promise.resolve(retrieve(modelsOf(ticket), paramOf(ticket, 'model')))],
    [retrieveCall, (ticket) => readOwnCall(stores.readCall, ticket)],
    [listJobs, (ticket) => stores.jobs.list(ticket)],
    [retrieveJob, (ticket) => stores.jobs.retrieve(ticket)],
    [cancelJob, (ticket) => stores.jobs.cancel(ticket)],
  ]);
}

function offeredModels(catalogue: CatalogueStore, ticket: Granted): CatalogueModel[] {
  const models = catalogue.current()?.models;
  const names = new Set(ticket.entitlements.flatMap(({ product }) => [...product.models]));
  return [...names].flatMap((name) => models?.get(name) ?? []);
}

function modelView(model: CatalogueModel) {
  return { id: model.name, object: 'model', created: Math.floor(model.createdAtMs / 1000), owned_by: 'system' };
}

function retrieve(models: readonly CatalogueModel[], name: string): object | ApiError {
  const model = models.find((candidate) => candidate.name === name);
  if (model !== undefined) return modelView(model);
  const message = `The model '${name.slice(0, 200)}' does not exist or you do not have access to it.`;
  return new ApiError('model_not_found', { message, param: 'model' });
}

async function readOwnCall(readCall: CallReader, ticket: Granted): Promise<object | ApiError> {
  try {
    return (await readCall(ticket.caller, paramOf(ticket, 'requestId'))) ?? new ApiError('not_found');
  } catch (cause) {
    return new ApiError('store_unavailable', { cause, retryAfterSeconds: 1 });
  }
}

function paramOf(ticket: Granted, name: string): string {
  return ticket.arrival.exchange.params[name] ?? '';
}
