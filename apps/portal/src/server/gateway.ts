/**
 * What only the gateway knows (holds, live limits) or may do (calling out), asked over its management API in the name of
 * whoever is signed in: their cookie is passed on, and the gateway decides.
 */
import { sessionCookieName } from '@turnpike/contracts/session-cookie';
import { ApiError } from '@turnpike/errors/api-error';
import { CATALOGUE, type ErrorCode } from '@turnpike/errors/catalogue';
import { portalConfig } from '../environment';
import { requestFacts } from './request';
import { sessionToken } from './session';

const TIMEOUT_MS = 20_000;

const CODES = new Map(Object.entries(CATALOGUE).map(([code, { number }]) => [number, code as ErrorCode]));

/**
 * Asks the management API. `path` begins behind `/api/v1`. Throws the `ApiError` the gateway answered with, or
 * `store_unavailable` when it can't be reached.
 */
export async function gatewayRequest<T>(
  method: 'GET' | 'POST',
  path: `/${string}`,
  options: { body?: unknown; timeoutMs?: number } = {},
): Promise<T> {
  const { gatewayUrl, portalUrl } = portalConfig();
  const [token, { ip }] = await Promise.all([sessionToken(), requestFacts()]);
  const headers: Record<string, string> = { origin: new URL(portalUrl).origin };
  if (token !== null) headers.cookie = `${sessionCookieName(portalUrl)}=${token}`;
  if (ip !== null) headers['x-forwarded-for'] = ip;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(new URL(`/api/v1${path}`, gatewayUrl), {
    method,
    headers,
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
    cache: 'no-store',
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new ApiError('store_unavailable', { message: 'The gateway can not be reached right now.', cause });
  });
  return unwrap<T>(answer);
}

async function unwrap<T>(answer: Response): Promise<T> {
  const envelope = (await answer.json().catch(() => null)) as { code?: number; message?: string; data?: T } | null;
  if (envelope?.code === 0) return envelope.data as T;
  const code = CODES.get(envelope?.code ?? -1) ?? 'internal_error';
  throw new ApiError(code, envelope?.message === undefined ? {} : { message: envelope.message });
}
