import type { BuildRequestInput, ModelListRequest, UpstreamRequest, UpstreamTarget } from '../provider-adapter.js';
import { headersFor } from '../openai-compatible/build-request.js';
import { pathOf } from '../openai-compatible/paths.js';
import { buildUpstreamBody } from '../openai-compatible/upstream-body.js';
import { OPENAI_WIRE } from '../openai-compatible/vendor-wire.js';
import { addressOf } from './address.js';
import { isEntra } from './credential.js';

/**
 * The request for one target; a token is added by `sign`, where it needs one. The upstream model is a deployment's name.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildRequest(input: BuildRequestInput): UpstreamRequest {
  const { origin, basePath, query, isClassic } = addressOf(input.target);
  const { body, droppedHints } = buildUpstreamBody(input, OPENAI_WIRE);
  const deployment = isClassic ? `/deployments/${encodeURIComponent(input.upstreamModel)}` : '';
  const path = `${basePath}${deployment}${pathOf(input)}${query}`;
  return { origin, path, method: 'POST', headers: headersFor(input, keyHeader(input.target)), body, droppedHints };
}

/**
 * The request for the models that a resource could deploy: Azure doesn't list the deployments to those who call them.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildModelListRequest(target: UpstreamTarget, requestId: string): ModelListRequest {
  const { origin, basePath, query } = addressOf(target);
  const headers = [
    ...keyHeader(target),
    'accept',
    'application/json',
    'accept-encoding',
    'identity',
    'x-client-request-id',
    requestId,
  ];
  return { origin, path: `${basePath}/models${query}`, method: 'GET', headers, body: null };
}

/** The key, where the credential is one. */
export function keyHeader(target: UpstreamTarget): string[] {
  return isEntra(target.credential) ? [] : ['api-key', target.credential];
}
