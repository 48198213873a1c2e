import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { limitsOf } from '../snapshot/load-caller.js';

export const WITH_APPLICATION = { application: { select: { name: true } } } as const;

export type ClientRow = Prisma.OAuthClientModel & { application: { name: string } };

/** A client as the API shows it: nothing to use it with. */
export function clientView(row: ClientRow, now: Date): OAuthClientView {
  const { previousSecretUntil } = row;
  return {
    id: publicId('oauthClient', row.id),
    tenantId: publicId('tenant', row.tenantId),
    applicationId: publicId('application', row.applicationId),
    application: row.application.name,
    name: row.name,
    description: row.description,
    website: row.website,
    kind: row.kind,
    environment: row.environment,
    grantTypes: row.grantTypes as OAuthClientView['grantTypes'],
    redirectUris: row.redirectUris,
    scopes: row.scopes,
    authMethod: row.authMethod as OAuthClientView['authMethod'],
    jwks: row.jwks as OAuthClientView['jwks'],
    addresses: row.addresses,
    limits: limitsOf(row.limits),
    status: row.revokedAt !== null ? 'revoked' : row.disabledAt !== null ? 'disabled' : 'active',
    secretLast4: row.secretLast4,
    previousSecretUntil:
      previousSecretUntil !== null && previousSecretUntil > now ? previousSecretUntil.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
