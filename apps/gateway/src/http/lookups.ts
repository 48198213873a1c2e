/** Answers of the look-up operations: from the snapshot, or from the control plane's own use cases. */
import { countedTokens as countedContent } from '@turnpike/endpoints/gemini/count-tokens';
import { countContentTokens } from '@turnpike/endpoints/gemini/count-content-tokens.operation';
import { createClientToken } from '@turnpike/endpoints/client-tokens/create-client-token.operation';
import { countMessageTokens } from '@turnpike/endpoints/messages/count-message-tokens.operation';
import { countedTokens } from '@turnpike/endpoints/messages/count-tokens';
import { type Tokenizer, tokenizerFor } from '@turnpike/domain/tokenizer';
import type { JsonObject, LookupOperation, ModelQuestion } from '@turnpike/endpoints/operation';
import {
  cancelJob,
  listGeminiModels,
  listJobs,
  listModels,
  retrieveCall,
  retrieveGeminiModel,
  retrieveJob,
  retrieveMe,
  retrieveModel,
} from '@turnpike/endpoints/registry';
import {
  cancelResponse,
  deleteResponse,
  listResponseInput,
  retrieveResponse,
} from '@turnpike/endpoints/responses/stored-response.operations';
import { ApiError } from '@turnpike/errors/api-error';
import type { Caller } from '@turnpike/pipeline/caller';
import type { CatalogueModel } from '@turnpike/pipeline/catalogue';
import type { CatalogueStore } from '@turnpike/pipeline/services';
import type { Granted, LimitState } from '@turnpike/pipeline/tickets';
import { reachableTargets, refusedByResidency } from '@turnpike/pipeline/reachable-targets';
import type { ClientTokenDesk } from './client-tokens/client-token-desk.js';
import { meView } from './me-view.js';
import { findModel, viewsFor } from './model-views.js';
import type { ResponseDesk } from './responses/response-desk.js';
import type { JobDesk } from './jobs/job-desk.js';

/** Reads the record of one of the caller's own application's calls; null when there is none. */
export type CallReader = (caller: Caller, requestId: string) => Promise<object | null>;

export type LookupAnswer = (
  ticket: Granted,
  question: ModelQuestion | null,
  state: LimitState,
) => Promise<object | ApiError>;

/** The answer of each look-up in the registry. */
export function createLookups(stores: {
  catalogue: CatalogueStore;
  readCall: CallReader;
  jobs: JobDesk;
  responses: ResponseDesk;
  clientTokens: ClientTokenDesk;
}): Map<LookupOperation, LookupAnswer> {
  const modelsOf = (ticket: Granted) => offeredModels(stores.catalogue, ticket);
  const viewsOf = ({ arrival }: Granted) => viewsFor(arrival.operation.path, arrival.exchange.headers);
  /** A count, of a model the caller may use. */
  const counted =
    (count: (body: JsonObject, tokenizer: Tokenizer) => object): LookupAnswer =>
    (ticket, question) => {
      const model = reachable(ticket, findModel(modelsOf(ticket), question?.model ?? ''));
      if (model instanceof ApiError) return Promise.resolve(model);
      return Promise.resolve(count(question?.body ?? {}, tokenizerOf(model)));
    };
  const listing: LookupAnswer = (ticket) =>
    Promise.resolve(viewsOf(ticket).list(modelsOf(ticket).filter((model) => isListed(ticket, model))));
  const retrieval: LookupAnswer = (ticket) => {
    const views = viewsOf(ticket);
    const model = reachable(ticket, findModel(modelsOf(ticket), views.nameOf(paramOf(ticket, 'model'))));
    return Promise.resolve(model instanceof ApiError ? model : views.one(model));
  };
  return new Map<LookupOperation, LookupAnswer>([
    ...[listModels, listGeminiModels].map((operation) => [operation, listing] as const),
    ...[retrieveModel, retrieveGeminiModel].map((operation) => [operation, retrieval] as const),
    [countMessageTokens, counted(countedTokens)],
    [countContentTokens, counted(countedContent)],
    [createClientToken, (ticket, question) => stores.clientTokens.create(ticket, question?.body ?? {})],
    [retrieveMe, (ticket, _question, state) => Promise.resolve(meView(ticket, state))],
    [retrieveCall, (ticket) => readOwnCall(stores.readCall, ticket)],
    [retrieveResponse, (ticket) => stores.responses.retrieve(ticket)],
    [deleteResponse, (ticket) => stores.responses.delete(ticket)],
    [cancelResponse, (ticket) => stores.responses.cancel(ticket)],
    [listResponseInput, (ticket) => stores.responses.listInput(ticket)],
    [listJobs, (ticket) => stores.jobs.list(ticket)],
    [retrieveJob, (ticket) => stores.jobs.retrieve(ticket)],
    [cancelJob, (ticket) => stores.jobs.cancel(ticket)],
  ]);
}

function offeredModels(catalogue: CatalogueStore, ticket: Granted): CatalogueModel[] {
  const models = catalogue.current()?.models;
  const names = new Set(ticket.entitlements.flatMap(({ product }) => [...product.models]));
  const permitted = ticket.caller.terms?.models ?? null;
  return [...names].flatMap((name) =>
    permitted === null || permitted.includes(name) ? (models?.get(name) ?? []) : [],
  );
}

/** What the tenant's residency policy leaves nowhere to be served is not offered. */
function isListed({ caller }: Granted, model: CatalogueModel): boolean {
  return caller.residency === null || reachableTargets(caller, model).length > 0;
}

function reachable({ caller }: Granted, model: CatalogueModel | ApiError): CatalogueModel | ApiError {
  return model instanceof ApiError ? model : (refusedByResidency(caller, model) ?? model);
}

/** That of whoever would be asked first, where its name says. */
function tokenizerOf({ name, targets }: CatalogueModel): Tokenizer {
  return tokenizerFor(targets[0]?.upstreamModel ?? '', name);
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
