/** The fields of an issuer's form, as texts, and what they ask of the API. */
import type { TokenIssuerView } from '@turnpike/contracts/management/oauth';

export interface IssuerDraft {
  name: string;
  issuer: string;
  audience: string;
  defaultApplicationId: string;
  claim: string;
  map: string;
  userClaim: string;
  scopeClaim: string;
  environment: 'live' | 'test';
}

/** A form as it is opened. */
export function issuerDraftOf(present: TokenIssuerView | null, usualApplication: string): IssuerDraft {
  return {
    name: present?.name ?? '',
    issuer: present?.issuer ?? '',
    audience: present?.audience ?? '',
    defaultApplicationId: present === null ? usualApplication : (present.defaultApplicationId ?? ''),
    claim: present?.applicationClaim ?? '',
    map: Object.entries(present?.applications ?? {})
      .map(([value, id]) => `${value} = ${id}`)
      .join('\n'),
    userClaim: present?.userClaim ?? 'sub',
    scopeClaim: present?.scopeClaim ?? '',
    environment: present?.environment ?? 'live',
  };
}

/** What the form asks for; null where a line of the mapping can't be read. */
export function issuerInputOf(draft: IssuerDraft) {
  const { name, issuer, audience, userClaim, environment } = draft;
  const lines = draft.map.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^(.+?)\s*=\s*(\S+)$/.exec(line.trim()));
  if (pairs.includes(null)) return null;
  return {
    ...{ name, audience, userClaim, environment },
    issuer: issuer.trim(),
    applicationClaim: orNull(draft.claim),
    applications: Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''])),
    defaultApplicationId: orNull(draft.defaultApplicationId),
    scopeClaim: orNull(draft.scopeClaim),
  };
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
