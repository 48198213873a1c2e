import type { ApplicationScopeView } from '@turnpike/contracts/management/keys';
import type { Transaction } from '@turnpike/db/client';

const SERVED = { lifecycle: { in: ['published' as const, 'deprecated' as const] } };

/** What an application is or will be subscribed to, by product: scopes of the product and its operations, its models. */
export async function loadApplicationScopes(
  tx: Pick<Transaction, 'subscription'>,
  applicationId: string,
): Promise<ApplicationScopeView[]> {
  const rows = await tx.subscription.findMany({
    where: { applicationId, status: { in: ['pending', 'approved', 'active', 'paused'] }, product: SERVED },
    distinct: ['productId'],
    orderBy: { product: { name: 'asc' } },
    select: {
      product: {
        select: {
          slug: true,
          name: true,
          versions: {
            where: SERVED,
            select: {
              operations: { select: { key: true } },
              models: { where: { model: { status: 'active' } }, select: { model: { select: { name: true } } } },
            },
          },
        },
      },
    },
  });
  return rows.map(({ product: { slug, name, versions } }) => {
    const operations = sorted(versions.flatMap((version) => version.operations.map(({ key }) => key)));
    return {
      scope: slug,
      name,
      operations: operations.map((operation) => ({ scope: `${slug}:${operation}`, operation })),
      models: sorted(versions.flatMap((version) => version.models.map(({ model }) => model.name))),
    };
  });
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
