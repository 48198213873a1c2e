/**
 * read: Granted → Understood. The body, only now: buffered to the limit, parsed once, validated; then the model it asks
 * for and the subscription that offers it.
 * May touch memory, and for a call that stands on earlier ones their store. Refuses 400 408 413 415 426, 403 for a
 * model that the credential may not ask, and 404 for one that doesn't exist or isn't offered to this caller.
 */
import type { MediaSpec, UploadedFile } from '@turnpike/endpoints/media';
import { isMultipart, readMultipart } from '@turnpike/endpoints/multipart/read-multipart';
import type { InferenceOperation, InferenceRequest, JsonObject } from '@turnpike/endpoints/operation';
import { parseJsonObject } from '@turnpike/endpoints/validation';
import { ApiError } from '@turnpike/errors/api-error';
import { whyLeftOut } from '../access/narrow.js';
import type { Catalogue } from '../catalogue.js';
import type { PipelineOptions, PipelineServices } from '../services.js';
import { bodyDigestOf, checkBody, HashedBody } from '../signature/check-body.js';
import type { Arrival, Granted, Identified, Understood } from '../tickets.js';

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;

/** A body in memory with what it asks for. */
export interface ReadBody {
  readonly raw: Buffer;
  readonly request: InferenceRequest;
  /** The body as the caller sent it. */
  readonly asked: JsonObject;
  /** Files of a form; none elsewhere. */
  readonly files: readonly UploadedFile[];
}

const NO_BYTES = Buffer.alloc(0);
/** Of one form; no operation takes nearly as many. */
const MOST_FILES = 32;

/** Reads and validates the body, and what it stands on; `client_gone` when there is nobody left to answer. */
export async function readBody(
  { options, conversations }: Pick<PipelineServices, 'options' | 'conversations'>,
  { arrival, caller }: Identified<InferenceOperation>,
): Promise<ReadBody | ApiError | 'client_gone'> {
  const { operation, exchange } = arrival;
  if (operation.session !== undefined) return readHandshake(arrival);
  if (operation.media?.takes === 'multipart') return readForm(options, arrival, operation.media);
  const read = await readAs(options, arrival, (body) => operation.parse(body, exchange));
  if (read === 'client_gone' || read instanceof ApiError) return read;
  const { request } = read;
  const asked = request.body;
  const recalled = operation.remembers === true ? await conversations?.recall(caller, asked) : null;
  if (recalled === null || recalled === undefined) return { ...read, asked, files: [] };
  if (recalled instanceof ApiError) return recalled;
  const { body } = recalled;
  return { raw: Buffer.from(JSON.stringify(body)), request: { ...request, body }, asked, files: [] };
}

/** A session has no body: what its handshake asks for stands in the query. */
function readHandshake({ exchange, operation, timer }: Arrival<InferenceOperation>): ReadBody | ApiError {
  if (exchange.accept === undefined) return new ApiError('upgrade_required');
  const body: JsonObject = Object.fromEntries(new URLSearchParams(exchange.query));
  const request = operation.parse(body, exchange);
  timer.mark('read');
  return request instanceof ApiError ? request : { raw: NO_BYTES, request, asked: body, files: [] };
}

/** Reads a form: its fields ask for something, its files are what that is asked of. */
async function readForm(
  options: PipelineOptions,
  arrival: Arrival<InferenceOperation>,
  media: MediaSpec,
): Promise<ReadBody | ApiError | 'client_gone'> {
  const { exchange, operation } = arrival;
  const contentType = exchange.headers['content-type'];
  if (isTooLarge(arrival, options)) return bodyTooLarge(options);
  const source = isMultipart(contentType) ? exchange.openBody() : null;
  if (source === null || contentType === undefined) {
    return new ApiError('unsupported_media_type', { message: 'This operation takes multipart/form-data.' });
  }
  const hashed = arrival.signature === null ? null : new HashedBody(source, arrival);
  const limits = { bytes: options.bodyLimitBytes, files: MOST_FILES };
  const form = await readMultipart(hashed?.stream ?? source, contentType, limits);
  if (form === 'client_gone' || form instanceof ApiError) return form;
  const altered = hashed === null ? null : await hashed.check();
  if (altered !== null) return altered;
  const { body, files } = form;
  const request = operation.parse(body, exchange);
  arrival.timer.mark('read');
  if (request instanceof ApiError) return request;
  return media.checkFiles(files) ?? { raw: NO_BYTES, request, asked: body, files };
}

/** Reads the body as a JSON object that asks for something. */
export async function readAs<T extends object>(
  options: PipelineOptions,
  arrival: Arrival,
  parse: (body: JsonObject) => T | ApiError,
): Promise<{ raw: Buffer; request: T } | ApiError | 'client_gone'> {
  const refusal = refuseByHeaders(arrival, options);
  if (refusal !== null) return refusal;
  const digest = bodyDigestOf(arrival);
  const raw = await arrival.exchange.readBody(options.bodyLimitBytes, digest);
  if (raw === 'client_gone') return raw;
  if (raw === 'too_large') return bodyTooLarge(options);
  if (raw === 'timeout') return new ApiError('request_timeout');
  const altered = checkBody(arrival, { digest, bytes: raw.length });
  if (altered !== null) return altered;
  const body: JsonObject | ApiError = parseJsonObject(raw);
  if (body instanceof ApiError) return body;
  const request = parse(body);
  arrival.timer.mark('read');
  return request instanceof ApiError ? request : { raw, request };
}

/** Finds the model and the entitlement that covers it. */
export function resolve(
  catalogue: Catalogue,
  ticket: Granted<InferenceOperation>,
  read: ReadBody,
): Understood | ApiError {
  const { model: name } = read.request;
  const model = catalogue.models.get(name);
  const entitlement = ticket.entitlements.find((candidate) => candidate.product.models.has(name));
  if (model === undefined || entitlement === undefined) {
    const message = `The model '${name}' does not exist or you do not have access to it.`;
    return whyLeftOut(catalogue, ticket, name) ?? new ApiError('model_not_found', { message, param: 'model' });
  }
  const { terms } = ticket.caller;
  if (terms !== null && terms.models !== null && !terms.models.includes(name)) {
    return new ApiError('model_not_permitted', { param: 'model', details: { model: name, permitted: terms.models } });
  }
  const { raw, asked, files } = read;
  // Who speaks for one user speaks for no other, whatever the body says.
  const request = terms === null || terms.endUser === null ? read.request : { ...read.request, endUser: terms.endUser };
  return { ...ticket, raw, request, asked, files, model, entitlement };
}

/** What the headers alone already refuse, so that the body is never read. */
function refuseByHeaders(arrival: Arrival, options: PipelineOptions): ApiError | null {
  if (isTooLarge(arrival, options)) return bodyTooLarge(options);
  const contentType = arrival.exchange.headers['content-type'];
  if (contentType === undefined || !JSON_TYPE.test(contentType)) {
    return new ApiError('unsupported_media_type');
  }
  return null;
}

function isTooLarge({ declaredBytes }: Arrival, { bodyLimitBytes }: PipelineOptions): boolean {
  return declaredBytes !== null && declaredBytes > bodyLimitBytes;
}

function bodyTooLarge(options: PipelineOptions): ApiError {
  return new ApiError('payload_too_large', {
    message: `The request body is larger than the limit of ${options.bodyLimitBytes} bytes.`,
  });
}
