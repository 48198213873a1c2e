/** As much of GitHub as signing in needs, in its shapes: the OAuth flow, `/user` and `/user/emails`. */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/read-body.js';
import { sendJson, sendText } from '../http/respond.js';
import type { People, Person } from './people.js';
import { readDecision, sendSignInPage } from './sign-in-page.js';

interface PendingCode {
  person: Person;
  subject: string;
  redirectUri: string;
  challenge: string | null;
}

const MAX_PENDING = 1_000;
const MAX_FORM_BYTES = 8 * 1024;

/** Codes and tokens it gave out; one of each per sign-in. */
export class GitHub {
  private readonly codes = new Map<string, PendingCode>();
  private readonly tokens = new Map<string, { person: Person; subject: string }>();
  private readonly people: People;

  constructor(people: People) {
    this.people = people;
  }

  /** Answers below `/github`. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
    const route = `${request.method ?? ''} ${url.pathname}`;
    if (route === 'GET /github/login/oauth/authorize') {
      sendSignInPage(response, { provider: 'Sandbox GitHub', action: url.pathname + url.search });
    } else if (route === 'POST /github/login/oauth/authorize')
      await this.authorize(url.searchParams, request, response);
    else if (route === 'POST /github/login/oauth/access_token') await this.exchange(request, response);
    else if (route === 'GET /github/api/user') this.user(request, response);
    else if (route === 'GET /github/api/user/emails') this.emails(request, response);
    else sendJson(response, { status: 404, body: { message: 'Not Found' } });
  }

  private async authorize(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!/^https?:\/\//.test(redirectUri)) return sendText(response, 400, 'There is no redirect_uri.');
    const decision = await readDecision(request, response);
    if (decision === null) return;
    const back = new URL(redirectUri);
    if (decision.kind === 'cancel') {
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', 'The user has denied your application access.');
    } else {
      const { person } = decision;
      const code = randomBytes(10).toString('hex');
      const challenge = query.get('code_challenge');
      const subject = this.people.remember(person);
      keep(this.codes, code, { person, subject, redirectUri, challenge });
      back.searchParams.set('code', code);
    }
    back.searchParams.set('state', query.get('state') ?? '');
    response.writeHead(302, { location: back.href }).end();
  }

  /** GitHub answers a code it doesn't accept with 200 and an error in the body. */
  private async exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readBody(request, MAX_FORM_BYTES);
    const form = new URLSearchParams(read.ok ? read.body.toString('utf8') : '');
    const code = form.get('code') ?? '';
    const pending = this.codes.get(code);
    this.codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const fits =
      pending !== undefined &&
      pending.redirectUri === form.get('redirect_uri') &&
      (pending.challenge === null || pending.challenge === challenge);
    if (!fits || form.get('client_secret') === null) {
      const description = 'The code passed is incorrect or expired.';
      sendJson(response, { status: 200, body: { error: 'bad_verification_code', error_description: description } });
      return;
    }
    const token = `gho_${randomBytes(18).toString('hex')}`;
    keep(this.tokens, token, pending);
    sendJson(response, {
      status: 200,
      body: { access_token: token, token_type: 'bearer', scope: 'read:user,user:email' },
    });
  }

  private user(request: IncomingMessage, response: ServerResponse): void {
    const known = this.known(request, response);
    if (known === undefined) return;
    const { person, subject } = known;
    const login = person.email.split('@', 1)[0];
    const id = Number.parseInt(subject.slice(0, 8), 16);
    sendJson(response, { status: 200, body: { id, login, name: person.name || null, email: null } });
  }

  private emails(request: IncomingMessage, response: ServerResponse): void {
    const known = this.known(request, response);
    if (known === undefined) return;
    const { email, emailVerified: verified } = known.person;
    sendJson(response, { status: 200, body: [{ email, primary: true, verified, visibility: 'private' }] });
  }

  private known(request: IncomingMessage, response: ServerResponse) {
    const token = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const known = this.tokens.get(token);
    if (known === undefined) sendJson(response, { status: 401, body: { message: 'Bad credentials' } });
    return known;
  }
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > MAX_PENDING && oldest !== undefined) map.delete(oldest);
}
