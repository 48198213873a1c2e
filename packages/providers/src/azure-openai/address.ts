/**
 * Azure's two ways to the same models. The v1 API is OpenAI's own wire below `/openai/v1`, a deployment's name in the
 * body's `model`. The older one has deployments in the path and wants a version of the API, which stands in the base
 * URL: `https://{resource}.openai.azure.com/openai?api-version=2024-10-21`. A bare host is taken for the first.
 */
import type { UpstreamTarget } from '../provider-adapter.js';

export interface AzureAddress {
  readonly origin: string;
  readonly basePath: string;
  /** `?api-version=…`, or nothing. */
  readonly query: string;
  /** Deployments are in the path. */
  readonly isClassic: boolean;
}

const QUERY = /^\?api-version=(?:\d{4}-\d{2}-\d{2}(?:-preview)?|preview|latest|v1)$/;

const addresses = new WeakMap<UpstreamTarget, AzureAddress>();

/** Whether requests can be built on it: http or https, no user, no fragment, no query but `api-version`. */
export function isBaseUrl(baseUrl: string): boolean {
  return parseBaseUrl(baseUrl) !== null;
}

/** @throws TypeError for a base URL that {@link isBaseUrl} refuses. */
export function addressOf(target: UpstreamTarget): AzureAddress {
  const known = addresses.get(target);
  if (known !== undefined) return known;
  const address = parseBaseUrl(target.baseUrl);
  if (address === null) throw new TypeError('A target has a base URL that can not be used');
  addresses.set(target, address);
  return address;
}

function parseBaseUrl(baseUrl: string): AzureAddress | null {
  const url = URL.parse(baseUrl);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (url.username !== '' || url.password !== '' || url.hash !== '') return null;
  if (url.search !== '' && !QUERY.test(url.search)) return null;
  const { origin, search: query } = url;
  const path = url.pathname.replace(/\/+$/, '');
  if (path.endsWith('/openai/v1')) return { origin, basePath: path, query, isClassic: false };
  const basePath = path.endsWith('/openai') ? path : `${path}/openai`;
  if (query === '') return { origin, basePath: `${basePath}/v1`, query, isClassic: false };
  return { origin, basePath, query, isClassic: true };
}
