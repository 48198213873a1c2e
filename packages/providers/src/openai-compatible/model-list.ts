/** `GET /models`: which models a provider has under its own names. */
import type { ModelListRequest, UpstreamTarget } from '../provider-adapter.js';
import { addressOf } from './build-request.js';

const MOST_NAME_LENGTH = 200;

/**
 * The request for a provider's list of models.
 * @throws TypeError for a base URL that isn't one.
 */
export function buildModelListRequest(target: UpstreamTarget, requestId: string): ModelListRequest {
  const { origin, basePath } = addressOf(target);
  const headers = [
    'authorization',
    `Bearer ${target.credential}`,
    'accept',
    'application/json',
    'accept-encoding',
    'identity',
    'x-client-request-id',
    requestId,
  ];
  return { origin, path: `${basePath}/models`, method: 'GET', headers, body: null };
}

/** The ids of OpenAI's `{data: [{id}]}`, or of a bare array of the same; null for anything else. Never throws. */
export function readModelList(body: Buffer): string[] | null {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    return null;
  }
  const list = Array.isArray(json) ? (json as unknown[]) : (json as { data?: unknown } | null)?.data;
  if (!Array.isArray(list)) return null;
  return list.flatMap((item: unknown) => {
    const id = (item as { id?: unknown } | null)?.id;
    return typeof id === 'string' && id !== '' && id.length <= MOST_NAME_LENGTH ? [id] : [];
  });
}
