import type { TokenIssuerView } from '@turnpike/contracts/management/oauth';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** An issuer as the API shows it. */
export function tokenIssuerView(row: Prisma.TokenIssuerModel): TokenIssuerView {
  const { id, tenantId, applications, defaultApplicationId, createdAt, disabledAt } = row;
  const { name, issuer, audience, applicationClaim, userClaim, scopeClaim, environment } = row;
  return {
    id: publicId('tokenIssuer', id),
    tenantId: publicId('tenant', tenantId),
    ...{ name, issuer, audience, applicationClaim, userClaim, scopeClaim, environment },
    applications: Object.fromEntries(
      Object.entries(applications as Record<string, string>).map(([value, uuid]) => [
        value,
        publicId('application', uuid),
      ]),
    ),
    defaultApplicationId: defaultApplicationId === null ? null : publicId('application', defaultApplicationId),
    enabled: disabledAt === null,
    createdAt: createdAt.toISOString(),
  };
}
