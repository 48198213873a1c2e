import type Provider from 'oidc-provider';
import type { Handler } from '../http/listen.js';
import { sendText } from '../http/respond.js';
import { GitHub } from './github-routes.js';
import { answerOidc } from './oidc-routes.js';
import { createOidcProvider } from './oidc-provider.js';
import { People } from './people.js';

/** The identity providers of the sandbox: OpenID Connect below `/oidc`, GitHub's way below `/github`. */
export class IdentityProviders {
  private readonly people = new People();
  private readonly github = new GitHub(this.people);
  private oidc: Provider | null = null;

  /** Begins to answer; an issuer can't be one before it knows its own address. */
  open(origin: string): void {
    this.oidc = createOidcProvider(`${origin}/oidc`, this.people);
  }

  /** A handler that answers these paths and leaves the others to the one given. */
  before(handler: Handler): Handler {
    return (request, response) => {
      const url = request.url ?? '/';
      if (url.startsWith('/github/')) return this.github.answer(request, response);
      if (!url.startsWith('/oidc/')) return handler(request, response);
      if (this.oidc === null) return sendText(response, 503, 'The sandbox is starting.');
      return answerOidc({ provider: this.oidc, people: this.people }, request, response);
    };
  }
}
