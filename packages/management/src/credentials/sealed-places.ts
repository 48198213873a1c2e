/** Every column that holds a sealed secret. What isn't named here can't survive a change of the encryption key. */
import { signingKeyBinding } from '../oauth/signing-key-binding.js';
import { signingBinding } from '../signing-secrets/signing-key.js';
import { callbackBinding, endpointBinding } from '../webhooks/webhook-secret.js';
import { providerBinding } from './secret-box.js';

export interface SealedPlace {
  readonly kind: 'providerCredentials' | 'webhookSecrets' | 'callbackSecrets' | 'signingSecrets' | 'oauthSigningKeys';
  readonly table: string;
  readonly id: string;
  readonly secret: string;
  readonly keyId: string;
  /** The column whose value the secret is bound to, and how that is written. */
  readonly owner: string;
  readonly bindingOf: (owner: string) => string;
}

const CURRENT = { secret: 'secret', keyId: 'secret_key_id' } as const;
const PREVIOUS = { secret: 'previous_secret', keyId: 'previous_secret_key_id' } as const;
const ENDPOINTS = {
  kind: 'webhookSecrets',
  table: 'webhook_endpoints',
  id: 'id',
  owner: 'id',
  bindingOf: endpointBinding,
} as const;
const CALLBACKS = {
  kind: 'callbackSecrets',
  table: 'callback_secrets',
  id: 'tenant_id',
  owner: 'tenant_id',
  bindingOf: callbackBinding,
} as const;

export const SEALED_PLACES: readonly SealedPlace[] = [
  {
    kind: 'providerCredentials',
    table: 'provider_credentials',
    id: 'id',
    secret: 'ciphertext',
    keyId: 'key_id',
    owner: 'provider_id',
    bindingOf: providerBinding,
  },
  {
    kind: 'signingSecrets',
    table: 'signing_secrets',
    id: 'id',
    secret: 'ciphertext',
    keyId: 'key_id',
    owner: 'id',
    bindingOf: signingBinding,
  },
  {
    kind: 'oauthSigningKeys',
    table: 'oauth_signing_keys',
    id: 'id',
    secret: 'ciphertext',
    keyId: 'key_id',
    owner: 'id',
    bindingOf: signingKeyBinding,
  },
  { ...ENDPOINTS, ...CURRENT },
  { ...ENDPOINTS, ...PREVIOUS },
  { ...CALLBACKS, ...CURRENT },
  { ...CALLBACKS, ...PREVIOUS },
];
