/** The fields of a client's form, as texts, and what they ask of the API. */
import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import { purposeOf } from './purpose-of';

export interface ClientDraft {
  name: string;
  description: string;
  website: string;
  applicationId: string;
  environment: 'live' | 'test';
  purpose: 'service' | 'web' | 'native';
  auth: 'client_secret_basic' | 'private_key_jwt';
  jwks: string;
  redirects: string;
  scopes: string;
  addresses: string;
}

/** A form as it is opened: of a client that is there, or of a new one. */
export function draftOf(present: OAuthClientView | null, usual: { applicationId: string; mode: 'live' | 'test' }) {
  return {
    name: present?.name ?? '',
    description: present?.description ?? '',
    website: present?.website ?? '',
    applicationId: present?.applicationId ?? usual.applicationId,
    environment: present?.environment ?? usual.mode,
    purpose: present === null ? 'service' : purposeOf(present),
    auth: present?.authMethod === 'private_key_jwt' ? 'private_key_jwt' : 'client_secret_basic',
    jwks: present?.jwks == null ? '' : JSON.stringify(present.jwks, null, 2),
    redirects: present?.redirectUris.join('\n') ?? '',
    scopes: present?.scopes.join(' ') ?? '*',
    addresses: present?.addresses.join('\n') ?? '',
  } satisfies ClientDraft;
}

/** What may be changed of a client later; null where the keys are no JSON. */
export function changesOf(draft: ClientDraft) {
  const { name, description, website, purpose, auth, jwks } = draft;
  const hasKeys = purpose !== 'native' && auth === 'private_key_jwt';
  const keys = hasKeys ? parsed(jwks) : null;
  if (keys === undefined) return null;
  return {
    name,
    description,
    website: website.trim() === '' ? null : website.trim(),
    redirectUris: purpose === 'service' ? [] : words(draft.redirects),
    scopes: words(draft.scopes),
    addresses: words(draft.addresses),
    jwks: keys,
  };
}

/** The whole of a new client; null where the keys are no JSON. */
export function creationOf(draft: ClientDraft) {
  const { applicationId, environment, purpose, auth } = draft;
  const changes = changesOf(draft);
  if (changes === null) return null;
  return {
    ...changes,
    applicationId,
    environment,
    kind: purpose === 'native' ? 'public' : 'confidential',
    grantTypes: purpose === 'service' ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
    authMethod: purpose === 'native' ? 'none' : auth,
  };
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
