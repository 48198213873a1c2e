/**
 * Where Vertex AI serves a target: `https://{region}-aiplatform.googleapis.com`, `https://aiplatform.googleapis.com` for
 * its global place. Version, project and location may stand in the base URL; else the project is the credential's, the
 * location the host's.
 */
import { addressOf as originOf } from '../openai-compatible/build-request.js';
import type { UpstreamTarget } from '../provider-adapter.js';
import { projectOf } from './credential.js';

export interface VertexAddress {
  readonly origin: string;
  /** With the version. */
  readonly basePath: string;
  /** `/projects/{project}/locations/{location}`; null where neither credential nor base URL names a project. */
  readonly place: string | null;
}

/** Google's own SDKs' choice. */
const VERSION = '/v1beta1';
const GLOBAL = 'global';
const BASE_PATH = /^(.*?)(\/v\d+(?:alpha|beta)?\d*)?(?:\/projects\/([^/]+)(?:\/locations\/([^/]+))?)?$/;
const REGIONAL_HOST = /^([a-z0-9-]+)-aiplatform\.googleapis\.com$/;
/** Of several regions: `us`, `eu`. */
const MULTI_REGIONAL_HOST = /^aiplatform\.([a-z]+)\.rep\.googleapis\.com$/;

const addresses = new WeakMap<UpstreamTarget, VertexAddress>();

/** @throws TypeError for a base URL that isn't one. */
export function addressOf(target: UpstreamTarget): VertexAddress {
  const known = addresses.get(target);
  if (known !== undefined) return known;
  const { origin, basePath } = originOf(target);
  const [, path = '', version = VERSION, project, location] = BASE_PATH.exec(basePath) ?? [];
  const inProject = project ?? encodeURIComponent(projectOf(target.credential) ?? '');
  const place = inProject === '' ? null : `/projects/${inProject}/locations/${location ?? locationOf(origin)}`;
  const address = { origin, basePath: path + version, place };
  addresses.set(target, address);
  return address;
}

function locationOf(origin: string): string {
  const hostname = URL.parse(origin)?.hostname ?? '';
  return REGIONAL_HOST.exec(hostname)?.[1] ?? MULTI_REGIONAL_HOST.exec(hostname)?.[1] ?? GLOBAL;
}
