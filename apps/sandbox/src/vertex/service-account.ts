import { randomBytes, randomUUID } from 'node:crypto';
import { exportPKCS8, generateKeyPair, jwtVerify, type CryptoKey } from 'jose';

/** The one project there is. */
export const PROJECT = 'sandbox';

const EMAIL = `turnpike@${PROJECT}.iam.gserviceaccount.com`;
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token';
const TOKEN_LIFE_S = 3_600;
const MAX_TOKENS = 10_000;

export type Exchanged =
  | { ok: true; answer: { access_token: string; expires_in: number; token_type: 'Bearer' } }
  | { ok: false; error: string; description: string };

interface KeyPair {
  id: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

/** A service account with a key of its own, new at every start, and the tokens that were given for it. */
export class ServiceAccount {
  private readonly tokens = new Map<string, number>();
  private pair: Promise<KeyPair> | undefined;

  /** The key file, as Google's console gives it, with the sandbox in Google's place. */
  async keyFile(origin: string): Promise<object> {
    const { id, privateKey } = await this.keys();
    return {
      type: 'service_account',
      project_id: PROJECT,
      private_key_id: id,
      private_key: await exportPKCS8(privateKey),
      client_email: EMAIL,
      client_id: '100000000000000000001',
      auth_uri: `${origin}/vertex/auth`,
      token_uri: tokenUri(origin),
      auth_provider_x509_cert_url: `${origin}/vertex/certs`,
      client_x509_cert_url: `${origin}/vertex/certs/${encodeURIComponent(EMAIL)}`,
      universe_domain: 'googleapis.com',
    };
  }

  /** Gives a token for an assertion (RFC 7523) that this account signed. */
  async exchange(form: URLSearchParams, origin: string): Promise<Exchanged> {
    if (form.get('grant_type') !== GRANT) {
      return refuse('unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type') ?? ''}`);
    }
    const { publicKey } = await this.keys();
    try {
      const { payload } = await jwtVerify(form.get('assertion') ?? '', publicKey, {
        algorithms: ['RS256'],
        issuer: EMAIL,
        audience: [tokenUri(origin), GOOGLE_TOKEN_URI],
        requiredClaims: ['iat', 'exp'],
        maxTokenAge: TOKEN_LIFE_S,
      });
      const lifeS = (payload.exp ?? 0) - (payload.iat ?? 0);
      if (lifeS > TOKEN_LIFE_S) {
        const problem = 'Token must be a short-lived token (60 minutes) and in a reasonable timeframe.';
        return refuse('invalid_grant', `Invalid JWT: ${problem}`);
      }
      const scopes = typeof payload.scope === 'string' ? payload.scope.split(' ') : [];
      if (!scopes.includes(SCOPE)) return refuse('invalid_scope', `Invalid OAuth scope or ID token audience provided.`);
    } catch {
      return refuse('invalid_grant', 'Invalid JWT Signature.');
    }
    return { ok: true, answer: this.giveToken() };
  }

  /** Whether a bearer was given here and still lives. */
  knows(token: string): boolean {
    return (this.tokens.get(token) ?? 0) > Date.now();
  }

  private giveToken(): { access_token: string; expires_in: number; token_type: 'Bearer' } {
    const token = `ya29.sandbox.${randomBytes(24).toString('base64url')}`;
    this.tokens.set(token, Date.now() + TOKEN_LIFE_S * 1_000);
    const oldest = this.tokens.keys().next().value;
    if (this.tokens.size > MAX_TOKENS && oldest !== undefined) this.tokens.delete(oldest);
    return { access_token: token, expires_in: TOKEN_LIFE_S - 1, token_type: 'Bearer' };
  }

  /** Made on first use: it takes a while, and most sandboxes never need one. */
  private keys(): Promise<KeyPair> {
    this.pair ??= generateKeyPair('RS256', { extractable: true }).then(({ privateKey, publicKey }) => ({
      id: randomUUID().replaceAll('-', ''),
      privateKey,
      publicKey,
    }));
    return this.pair;
  }
}

function tokenUri(origin: string): string {
  return `${origin}/vertex/token`;
}

function refuse(error: string, description: string): Exchanged {
  return { ok: false, error, description };
}
