import { OAUTH_INTERACTION_COOKIE } from '@turnpike/contracts/oauth-interaction';
import { cookies } from 'next/headers';

/**
 * Whether the client asked in this very browser. Else somebody could begin on their own machine and send another person
 * the page to allow it on.
 */
export async function didAskHere(handle: string): Promise<boolean> {
  return (await cookies()).get(OAUTH_INTERACTION_COOKIE)?.value === handle;
}
