import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { sendJson } from '../http/respond.js';

const SCOPES = ['https://cognitiveservices.azure.com/.default', 'https://ai.azure.com/.default'];
const SECRET_PREFIX = 'sandbox';
const LIFE_S = 3_599;
const MAX_TOKENS = 10_000;

/** Access tokens of Microsoft Entra ID, by the client-credentials grant: any client whose secret begins with `sandbox`. */
export class EntraTokens {
  /** When each ends, in milliseconds. */
  private readonly tokens = new Map<string, number>();

  /** Whether a token was given out here and has not ended. */
  accepts(token: string, nowMs: number): boolean {
    return (this.tokens.get(token) ?? 0) > nowMs;
  }

  /** Answers `POST /{tenant}/oauth2/v2.0/token`. */
  answer(response: ServerResponse, form: URLSearchParams, nowMs: number): void {
    const problem = findProblem(form);
    if (problem !== undefined) {
      const body = {
        error: problem.error,
        error_description: `${problem.code}: ${problem.says}`,
        error_codes: [Number(problem.code.slice(5))],
      };
      sendJson(response, { status: problem.error === 'invalid_client' ? 401 : 400, body });
      return;
    }
    const token = `sandbox-entra-${randomBytes(24).toString('base64url')}`;
    this.tokens.set(token, nowMs + LIFE_S * 1_000);
    const oldest = this.tokens.size > MAX_TOKENS ? this.tokens.keys().next().value : undefined;
    if (oldest !== undefined) this.tokens.delete(oldest);
    const body = { token_type: 'Bearer', expires_in: LIFE_S, ext_expires_in: LIFE_S, access_token: token };
    sendJson(response, { status: 200, body, headers: { 'cache-control': 'no-store' } });
  }
}

function findProblem(form: URLSearchParams): { error: string; code: string; says: string } | undefined {
  const missing = ['grant_type', 'client_id', 'client_secret', 'scope'].find((name) => !form.get(name));
  if (missing !== undefined) {
    const says = `The request body must contain the following parameter: '${missing}'.`;
    return { error: 'invalid_request', code: 'AADSTS900144', says };
  }
  if (form.get('grant_type') !== 'client_credentials') {
    return {
      error: 'unsupported_grant_type',
      code: 'AADSTS70003',
      says: 'The app requested an unsupported grant type.',
    };
  }
  if (form.get('client_secret')?.startsWith(SECRET_PREFIX) !== true) {
    return { error: 'invalid_client', code: 'AADSTS7000215', says: 'Invalid client secret provided.' };
  }
  if (SCOPES.includes(form.get('scope') ?? '')) return undefined;
  const says = `The provided value for the input parameter 'scope' is not valid. Use ${SCOPES.join(' or ')}.`;
  return { error: 'invalid_scope', code: 'AADSTS70011', says };
}
