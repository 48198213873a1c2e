import type { BuildRequestInput, ProviderOperation, UpstreamRequest, UpstreamTarget } from '../provider-adapter.js';
import { buildUpstreamBody } from './upstream-body.js';

const PATHS: Readonly<Record<ProviderOperation, string>> = {
  'chat.completions': '/chat/completions',
  embeddings: '/embeddings',
};

/** What a target's URL comes to, found once per target. */
interface Address {
  origin: string;
  basePath: string;
}

const addresses = new WeakMap<UpstreamTarget, Address>();

/**
 * The request for one target. Its headers are all ours: nothing of the caller's is passed on.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildRequest(input: BuildRequestInput): UpstreamRequest {
  const { origin, basePath } = addressOf(input.target);
  const { body, droppedHints } = buildUpstreamBody(input);
  const headers = [
    'authorization',
    `Bearer ${input.target.credential}`,
    'content-type',
    'application/json',
    'accept',
    input.stream ? 'text/event-stream' : 'application/json',
    // Usage is read from the bytes, and they are passed on as they come.
    'accept-encoding',
    'identity',
    'x-client-request-id',
    input.requestId,
  ];
  return { origin, path: basePath + PATHS[input.operation], method: 'POST', headers, body, droppedHints };
}

/** Whether requests can be built on it: http or https, and neither user, query nor fragment. */
export function isBaseUrl(baseUrl: string): boolean {
  return parseBaseUrl(baseUrl) !== null;
}

/** @throws TypeError for a base URL that isn't one. */
export function addressOf(target: UpstreamTarget): Address {
  const known = addresses.get(target);
  if (known !== undefined) return known;
  const address = parseBaseUrl(target.baseUrl);
  if (address === null) throw new TypeError('A target has a base URL that can not be used');
  addresses.set(target, address);
  return address;
}

function parseBaseUrl(baseUrl: string): Address | null {
  const url = URL.parse(baseUrl);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
}
