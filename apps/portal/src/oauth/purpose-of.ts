import type { OAuthClientView } from '@turnpike/contracts/management/oauth';

/** What a client is for, in one word of the texts. */
export function purposeOf({ kind, grantTypes }: Pick<OAuthClientView, 'kind' | 'grantTypes'>) {
  if (kind === 'public') return 'native';
  return grantTypes.includes('authorization_code') ? 'web' : 'service';
}
