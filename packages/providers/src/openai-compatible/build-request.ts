import type { BuildRequestInput, UpstreamRequest, UpstreamTarget } from '../provider-adapter.js';
import { pathOf } from './paths.js';
import { buildUpstreamBody } from './upstream-body.js';
import { type VendorWire, vendorWireOf } from './vendor-wire.js';

/** What a target's URL comes to, found once per target. */
interface Address {
  origin: string;
  basePath: string;
  wire: VendorWire;
}

const addresses = new WeakMap<UpstreamTarget, Address>();

/**
 * The request for one target. Its headers are all ours: nothing of the caller's is passed on.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildRequest(input: BuildRequestInput): UpstreamRequest {
  const { origin, basePath, wire } = addressOf(input.target);
  const { body, droppedHints } = buildUpstreamBody(input, wire);
  const headers = headersFor(input, ['authorization', `Bearer ${input.target.credential}`]);
  return { origin, path: basePath + pathOf(input), method: 'POST', headers, body, droppedHints };
}

/** Headers of a call; `credential` is a name and a value. */
export function headersFor(input: BuildRequestInput, credential: readonly string[]): string[] {
  return [
    ...credential,
    'content-type',
    'application/json',
    'accept',
    acceptOf(input),
    // Usage is read from the bytes, and they are passed on as they come.
    'accept-encoding',
    'identity',
    'x-client-request-id',
    input.requestId,
  ];
}

/** Speech comes as sound, captions as text: what the body asks for decides. */
function acceptOf({ stream, operation }: BuildRequestInput): string {
  if (stream) return 'text/event-stream';
  return operation.startsWith('audio.') ? '*/*' : 'application/json';
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
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, ''), wire: vendorWireOf(url.hostname) };
}
