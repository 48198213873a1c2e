import type { ProviderView } from '@turnpike/contracts/management/providers';
import { DiscoverySchema } from '@turnpike/contracts/management/discovery';
import { HealthCheckSchema } from '@turnpike/contracts/management/routing-health';
import { publicId } from '@turnpike/domain/ids';
import type { ProviderRow } from './credential-rows.js';

/** A provider as the API shows it: whether there is a credential, never which. */
export function providerView(row: ProviderRow): ProviderView {
  return {
    id: publicId('provider', row.id),
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    baseUrl: row.baseUrl,
    hasCredential: row.credentials.length > 0,
    credentialCount: row.credentials.length,
    servesTestKeys: row.servesTestKeys,
    discovery: DiscoverySchema.nullable().parse(row.discovery),
    healthCheck: HealthCheckSchema.nullable().parse(row.healthCheck),
    status: row.status,
    createdAt: row.createdAt.toISOString(),
  };
}
