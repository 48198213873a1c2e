import type { KeyPolicyView } from '@turnpike/contracts/management/keys';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { keyView } from './key-view.js';

/** As many as anyone goes through by hand; the oldest come first. */
const SHOWN = 100;

/** A tenant's policy, and its keys that work and don't end in time. `tenantId` is bare. */
export async function keyPolicyView(
  tx: Pick<Transaction, 'tenant' | 'apiKey' | '$queryRaw'>,
  tenantId: string,
  now: Date,
): Promise<KeyPolicyView> {
  const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { maxKeyDays: true } });
  if (tenant === null) throw new ApiError('not_found');
  const { maxKeyDays } = tenant;
  const ids = maxKeyDays === null ? [] : await violatingKeys(tx, { tenantId, maxKeyDays, now });
  const rows = await tx.apiKey.findMany({
    where: { id: { in: ids.slice(0, SHOWN) } },
    include: { application: { select: { name: true } } },
    orderBy: { id: 'asc' },
  });
  const violating = rows.map(({ application, ...row }: Violating) => ({
    ...keyView(row, now),
    application: application.name,
  }));
  return { tenantId: publicId('tenant', tenantId), maxKeyDays, violations: ids.length, violating };
}

type Violating = Prisma.ApiKeyModel & { application: { name: string } };

async function violatingKeys(
  tx: Pick<Transaction, '$queryRaw'>,
  { tenantId, maxKeyDays, now }: { tenantId: string; maxKeyDays: number; now: Date },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM api_keys
    WHERE tenant_id = ${tenantId}::uuid AND purpose = 'secret' AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > ${now})
      AND (expires_at IS NULL OR expires_at > created_at + make_interval(days => ${maxKeyDays}))
    ORDER BY id`;
  return rows.map(({ id }) => id);
}
