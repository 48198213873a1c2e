import type { BuildRequestInput, ModelListRequest, UpstreamRequest, UpstreamTarget } from '../provider-adapter.js';
import { buildUpstreamBody } from './upstream-body.js';

/** The one that takes all there is; the later `2026-10-21` answers alike and only refuses sampling parameters. */
const VERSION = '2023-06-01';
/** As many as a page can hold. */
const MODELS_PER_PAGE = 1_000;

/** What a target's URL comes to, found once per target. */
interface Address {
  origin: string;
  basePath: string;
}

const addresses = new WeakMap<UpstreamTarget, Address>();

/**
 * The request for one target. Its headers are all ours: nothing of the caller's is passed on, its betas included.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildRequest(input: BuildRequestInput): UpstreamRequest {
  const { origin, basePath } = addressOf(input.target);
  const { body, droppedHints } = buildUpstreamBody(input);
  const accept = input.stream ? 'text/event-stream' : 'application/json';
  const headers = [...headersFor(input.target, input.requestId), 'accept', accept, 'content-type', 'application/json'];
  return { origin, path: `${basePath}/messages`, method: 'POST', headers, body, droppedHints };
}

/**
 * The request for a provider's list of models.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildModelListRequest(target: UpstreamTarget, requestId: string): ModelListRequest {
  const { origin, basePath } = addressOf(target);
  const headers = [...headersFor(target, requestId), 'accept', 'application/json'];
  return { origin, path: `${basePath}/models?limit=${MODELS_PER_PAGE}`, method: 'GET', headers, body: null };
}

/** Whether requests can be built on it: http or https, and neither user, query nor fragment. */
export function isBaseUrl(baseUrl: string): boolean {
  return parseBaseUrl(baseUrl) !== null;
}

function headersFor(target: UpstreamTarget, requestId: string): string[] {
  return [
    'x-api-key',
    target.credential,
    'anthropic-version',
    VERSION,
    // Usage is read from the bytes, and they are passed on as they come.
    'accept-encoding',
    'identity',
    'x-client-request-id',
    requestId,
  ];
}

function addressOf(target: UpstreamTarget): Address {
  const known = addresses.get(target);
  if (known !== undefined) return known;
  const address = parseBaseUrl(target.baseUrl);
  if (address === null) throw new TypeError('A target has a base URL that can not be used');
  addresses.set(target, address);
  return address;
}

/** Anthropic's SDKs leave `/v1` out of the base URL, other vendors' put it in: both are understood. */
function parseBaseUrl(baseUrl: string): Address | null {
  const url = URL.parse(baseUrl);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  const path = url.pathname.replace(/\/+$/, '');
  return { origin: url.origin, basePath: path.endsWith('/v1') ? path : `${path}/v1` };
}
