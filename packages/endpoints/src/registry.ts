/** Every route of the data plane. The gateway mounts these and nothing else; the documents are made from them. */
import { chatCompletions } from './chat-completions/chat-completions.operation.js';
import { speech } from './audio/speech.operation.js';
import { transcriptions, translations } from './audio/transcripts.operation.js';
import { completions } from './completions/completions.operation.js';
import { createClientToken } from './client-tokens/create-client-token.operation.js';
import { countContentTokens } from './gemini/count-content-tokens.operation.js';
import { batchEmbedContents, embedContent } from './gemini/embed-content.operations.js';
import { generateContent, streamGenerateContent } from './gemini/generate-content.operations.js';
import { embeddings } from './embeddings/embeddings.operation.js';
import { imageEdits, imageGenerations } from './images/images.operation.js';
import { jobCreation } from './jobs/create-job.operation.js';
import { countMessageTokens } from './messages/count-message-tokens.operation.js';
import { messages } from './messages/messages.operation.js';
import type { InferenceOperation, LookupOperation, Operation } from './operation.js';
import { realtime } from './realtime/realtime.operation.js';
import { moderations } from './moderations/moderations.operation.js';
import { rerank } from './rerank/rerank.operation.js';
import { responses } from './responses/responses.operation.js';
import {
  cancelResponse,
  deleteResponse,
  listResponseInput,
  retrieveResponse,
} from './responses/stored-response.operations.js';

const INFERENCE: readonly InferenceOperation[] = [
  chatCompletions,
  completions,
  responses,
  messages,
  generateContent,
  streamGenerateContent,
  embeddings,
  embedContent,
  batchEmbedContents,
  rerank,
  moderations,
  imageGenerations,
  imageEdits,
  speech,
  transcriptions,
  translations,
  realtime,
];

/** A job's body is JSON, and so is what it keeps; nobody talks to it meanwhile. */
const DEFERRABLE = INFERENCE.filter(
  ({ media, session, key }) => media?.takes !== 'multipart' && session === undefined && key !== speech.key,
);

export const createJob = jobCreation(DEFERRABLE);

/** Whether a call can be made in the background. */
export function isDeferrable(operation: Operation): operation is InferenceOperation {
  return DEFERRABLE.some((one) => one === operation);
}

export const listJobs: LookupOperation = {
  kind: 'lookup',
  key: 'jobs.list',
  method: 'GET',
  path: '/v1/jobs',
  summary: 'List your jobs',
};

export const retrieveJob: LookupOperation = {
  kind: 'lookup',
  key: 'jobs.retrieve',
  method: 'GET',
  path: '/v1/jobs/:job',
  summary: 'Retrieve a job, or wait for its result',
};

export const cancelJob: LookupOperation = {
  kind: 'lookup',
  key: 'jobs.cancel',
  method: 'POST',
  path: '/v1/jobs/:job/cancel',
  summary: 'Cancel a job',
};

export const listModels: LookupOperation = {
  kind: 'lookup',
  key: 'models.list',
  method: 'GET',
  path: '/v1/models',
  summary: 'List the models you may use',
  errors: 'by_headers',
};

export const retrieveModel: LookupOperation = {
  kind: 'lookup',
  key: 'models.retrieve',
  method: 'GET',
  path: '/v1/models/:model',
  summary: 'Retrieve a model',
  errors: 'by_headers',
};

export const listGeminiModels: LookupOperation = {
  kind: 'lookup',
  key: 'gemini.models.list',
  method: 'GET',
  path: '/v1beta/models',
  summary: 'List the models you may use, as Gemini lists them',
  errors: 'gemini',
};

export const retrieveGeminiModel: LookupOperation = {
  kind: 'lookup',
  key: 'gemini.models.retrieve',
  method: 'GET',
  path: '/v1beta/models/:model',
  summary: 'Retrieve a model, as Gemini shows it',
  errors: 'gemini',
};

export const retrieveCall: LookupOperation = {
  kind: 'lookup',
  key: 'calls.retrieve',
  method: 'GET',
  path: '/v1/calls/:requestId',
  summary: 'Retrieve the receipt of one of your calls',
};

export const retrieveMe: LookupOperation = {
  kind: 'lookup',
  key: 'me.retrieve',
  method: 'GET',
  path: '/v1/me',
  summary: 'What your credential is, how its limits stand, and the balance',
  isAboutCaller: true,
};

export const OPERATIONS: readonly Operation[] = [
  ...INFERENCE,
  countMessageTokens,
  countContentTokens,
  retrieveResponse,
  deleteResponse,
  cancelResponse,
  listResponseInput,
  createJob,
  listJobs,
  retrieveJob,
  cancelJob,
  listModels,
  retrieveModel,
  listGeminiModels,
  retrieveGeminiModel,
  retrieveCall,
  retrieveMe,
  createClientToken,
];

/** First path segments that belong to the data plane; everything else is the management API's. */
export const DATA_PLANE_PREFIXES: readonly string[] = ['/v1', '/v1beta', '/apis', '/mcp'];
