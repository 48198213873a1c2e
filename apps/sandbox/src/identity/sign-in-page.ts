import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml, renderPage } from '../http/html.js';
import { readBody } from '../http/read-body.js';
import { sendHtml, sendText } from '../http/respond.js';
import type { Person } from './people.js';

const MAX_FORM_BYTES = 8 * 1024;

/** A form's answer leads back to whoever asked, and browsers hold `form-action` against that redirect, too. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'";

/** What a person decides on the page: to be somebody, or not to sign in. */
export type Decision = { kind: 'sign-in'; person: Person } | { kind: 'cancel' };

/** The page on which one says who one is. `action` is where the form goes, with its query. */
export function sendSignInPage(response: ServerResponse, page: { provider: string; action: string }): void {
  const { provider, action } = page;
  const body = `<h1>Sign in as …</h1>
<p class="quiet">${escapeHtml(provider)} lets you be anybody. Nothing here is checked and nothing leaves this machine.</p>
<form method="post" action="${escapeHtml(action)}">
<p><label>E-mail<br><input name="email" type="email" required autocomplete="email" value="ada@example.com"></label></p>
<p><label>Name<br><input name="name" autocomplete="name" value="Ada Lovelace"></label></p>
<p><label><input name="verified" type="checkbox" checked> The address is verified</label></p>
<p><button name="decision" value="sign-in">Sign in</button> <button name="decision" value="cancel" formnovalidate>Cancel</button></p>
</form>`;
  sendHtml(response, {
    html: renderPage({ title: `Sign in: ${provider}`, body }),
    contentSecurityPolicy: CONTENT_POLICY,
  });
}

/** Reads the form; null when it was refused and answered. */
export async function readDecision(request: IncomingMessage, response: ServerResponse): Promise<Decision | null> {
  const read = await readBody(request, MAX_FORM_BYTES);
  if (!read.ok) {
    sendText(response, 413, 'The form is too large.');
    return null;
  }
  const form = new URLSearchParams(read.body.toString('utf8'));
  if (form.get('decision') === 'cancel') return { kind: 'cancel' };
  const email = form.get('email') ?? '';
  if (!email.includes('@')) {
    sendText(response, 400, 'Give an e-mail address.');
    return null;
  }
  const person = { email, name: form.get('name') ?? '', emailVerified: form.get('verified') !== null };
  return { kind: 'sign-in', person };
}
