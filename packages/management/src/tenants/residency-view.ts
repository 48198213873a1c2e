import type { ResidencyView } from '@turnpike/contracts/management/residency';
import type { Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { satisfiesResidency, type Residency } from '@turnpike/domain/residency';

/** A tenant's policy with what it leaves of the models its subscriptions offer. */
export async function residencyView(
  db: Pick<Transaction, 'model'>,
  tenantId: string,
  policy: Residency,
): Promise<ResidencyView> {
  const subscriptions = { some: { status: 'active' as const, application: { tenantId } } };
  const models = await db.model.findMany({
    where: {
      status: 'active',
      products: {
        some: {
          productVersion: {
            lifecycle: { in: ['published', 'deprecated'] },
            product: { lifecycle: { in: ['published', 'deprecated'] }, subscriptions },
          },
        },
      },
    },
    select: {
      targets: {
        where: { status: 'active', provider: { status: 'active' } },
        select: { region: true, retentionDays: true },
      },
    },
  });
  const reachable = models.filter(({ targets }) => targets.some((target) => satisfiesResidency(policy, target)));
  return {
    tenantId: publicId('tenant', tenantId),
    regions: [...policy.regions],
    maxRetentionDays: policy.maxRetentionDays,
    models: { offered: models.length, reachable: reachable.length },
  };
}
