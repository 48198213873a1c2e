import { addressOf } from '../openai-compatible/build-request.js';
import type { BuildRequestInput, ModelListRequest, UpstreamRequest, UpstreamTarget } from '../provider-adapter.js';
import { buildUpstreamBody } from './upstream-body.js';

/** Holds all of the stable version, and what is newer. A base URL may name another. */
const VERSION = '/v1beta';
const ANY_VERSION = /\/v\d+(?:alpha|beta)?\d*$/;
/** As many as a page can hold. */
const MODELS_PER_PAGE = 1_000;

/**
 * The request for one target. Its headers are all ours: nothing of the caller's is passed on.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildRequest(input: BuildRequestInput): UpstreamRequest {
  const { target, requestId, upstreamModel, stream } = input;
  const { origin, basePath } = versionedAddress(target);
  const model = /^(?:models|tunedModels)\//.test(upstreamModel) ? upstreamModel : `models/${upstreamModel}`;
  const path = `${basePath}/${encodePath(model)}:${actionOf(input, 'batchEmbedContents')}`;
  const { body, droppedHints } = buildUpstreamBody(input);
  const headers = [...keyHeader(target), ...plainHeaders(requestId, stream), 'content-type', 'application/json'];
  return { origin, path, method: 'POST', headers, body, droppedHints };
}

/**
 * The request for a provider's list of models.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildModelListRequest(target: UpstreamTarget, requestId: string): ModelListRequest {
  const { origin, basePath } = versionedAddress(target);
  const headers = [...keyHeader(target), ...plainHeaders(requestId, false)];
  return { origin, path: `${basePath}/models?pageSize=${MODELS_PER_PAGE}`, method: 'GET', headers, body: null };
}

/** What a model is asked to do, as its path ends; `embed` is the wire's word for embeddings, all that is no conversation. */
export function actionOf({ dialect, stream }: BuildRequestInput, embed: string): string {
  if (dialect === null) return embed;
  // Without it a stream is one JSON array, which nobody can read by event.
  return stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
}

/** A model's place, one segment after the other; a segment of dots would be a place elsewhere. */
export function encodePath(path: string): string {
  const encode = (segment: string): string =>
    /^\.+$/.test(segment) ? segment.replaceAll('.', '%2E') : encodeURIComponent(segment);
  return path.split('/').map(encode).join('/');
}

/** Without a key or token. */
export function plainHeaders(requestId: string, stream: boolean): string[] {
  return [
    'accept',
    stream ? 'text/event-stream' : 'application/json',
    // Usage is read from the bytes, and they are passed on as they come.
    'accept-encoding',
    'identity',
    'x-client-request-id',
    requestId,
  ];
}

function keyHeader(target: UpstreamTarget): string[] {
  return ['x-goog-api-key', target.credential];
}

/** Google's SDKs add the version themselves: a base URL is understood with it and without. */
function versionedAddress(target: UpstreamTarget): { origin: string; basePath: string } {
  const { origin, basePath } = addressOf(target);
  return { origin, basePath: ANY_VERSION.test(basePath) ? basePath : basePath + VERSION };
}
