import { isRecord } from '@turnpike/dialects/json';
import { actionOf, encodePath, plainHeaders } from '../gemini/build-request.js';
import { buildUpstreamBody } from '../gemini/upstream-body.js';
import type { BuildRequestInput, ModelListRequest, UpstreamRequest, UpstreamTarget } from '../provider-adapter.js';
import { addressOf } from './address.js';

const MODELS_PER_PAGE = 200;

/**
 * The request for one target, without its token.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildRequest(input: BuildRequestInput): UpstreamRequest {
  const { origin, basePath, place } = addressOf(input.target);
  // Without a place the request isn't sent: it can't be signed.
  const path = `${basePath}${place ?? ''}/${encodePath(modelOf(input.upstreamModel))}:${actionOf(input, 'predict')}`;
  const { body, droppedHints } = buildUpstreamBody(withRoles(input));
  const headers = [...plainHeaders(input.requestId, input.stream), 'content-type', 'application/json'];
  return { origin, path, method: 'POST', headers, body, droppedHints };
}

/**
 * The request for Google's models, which belong to no project; without its token.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildModelListRequest(target: UpstreamTarget, requestId: string): ModelListRequest {
  const { origin, basePath } = addressOf(target);
  const path = `${basePath}/publishers/google/models?pageSize=${MODELS_PER_PAGE}`;
  return { origin, path, method: 'GET', headers: plainHeaders(requestId, false), body: null };
}

/** A model is Google's own unless its name says whose it is (`meta/…`, `publishers/…`) or where (`endpoints/…`). */
function modelOf(upstreamModel: string): string {
  if (/^(?:publishers|endpoints)\//.test(upstreamModel)) return upstreamModel;
  const [publisher = '', ...name] = `google/${upstreamModel.replace(/^models\//, '')}`.split('/').slice(-2);
  return `publishers/${publisher}/models/${name.join('/')}`;
}

/** A role may be left out with the Gemini API, where it is the user's; here it may not. */
function withRoles({ body, raw }: BuildRequestInput): Pick<BuildRequestInput, 'body' | 'raw'> {
  const { contents } = body;
  if (!Array.isArray(contents) || contents.every((one) => !isRecord(one) || one.role)) return { body, raw };
  const written = contents.map((one: unknown) => (isRecord(one) && !one.role ? { ...one, role: 'user' } : one));
  return { body: { ...body, contents: written }, raw: null };
}
