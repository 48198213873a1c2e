/** What the OAuth server keeps of a client that waits for a person's answer, as far as the consent page reads it. */
import { z } from 'zod';

export const OAuthInteractionSchema = z.object({
  /** Where the browser takes the answer. */
  returnTo: z.url(),
  params: z.object({
    client_id: z.string(),
    redirect_uri: z.string(),
    scope: z.string().default(''),
    prompt: z.string().optional(),
  }),
});

/** The cookie of the browser in which the client asked, sent to the consent page alone: only that browser may answer. */
export const OAUTH_INTERACTION_COOKIE = 'oauth_interaction';
