import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { sendText } from '../http/respond.js';
import type { People } from './people.js';
import { readDecision, sendSignInPage } from './sign-in-page.js';

const PREFIX = '/oidc';
const SESSION_SECONDS = 3_600;
const INTERACTION = /^\/oidc\/interaction\/[\w-]+$/;

/** Answers below `/oidc`: our page for the interaction, the provider for everything else. */
export async function answerOidc(
  { provider, people }: { provider: Provider; people: People },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  if (!INTERACTION.test(url)) {
    // The provider is told that it is mounted the way Express would tell it.
    (request as IncomingMessage & { originalUrl?: string }).originalUrl = url;
    request.url = url.slice(PREFIX.length) || '/';
    await provider.callback()(request, response);
    return;
  }
  const isOpen = await provider.interactionDetails(request, response).then(
    () => true,
    () => false,
  );
  if (!isOpen) return sendText(response, 400, 'This sign-in is over. Start again where you came from.');
  if (request.method !== 'POST') return sendSignInPage(response, { provider: 'Sandbox ID', action: url });
  const decision = await readDecision(request, response);
  if (decision === null) return;
  const result =
    decision.kind === 'cancel'
      ? { error: 'access_denied', error_description: 'the person cancelled' }
      : { login: { accountId: people.remember(decision.person) } };
  const location = await provider.interactionResult(request, response, result, { mergeWithLastSubmission: false });
  await forgetAccount(provider, request, response);
  response.writeHead(303, { location }).end();
}

/** Who was here before would have to confirm that they leave, on a page that needs a script. */
async function forgetAccount(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const session = await provider.Session.get(provider.createContext(request, response));
  if (session.accountId === undefined) return;
  delete session.accountId;
  delete session.authorizations;
  await session.save(SESSION_SECONDS);
}
