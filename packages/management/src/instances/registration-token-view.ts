import type { RegistrationTokenView } from '@turnpike/contracts/management/discovery';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** A registration token as the API shows it: never the secret, only its end. */
export function registrationTokenView(row: Prisma.RegistrationTokenModel): RegistrationTokenView {
  return {
    id: publicId('registrationToken', row.id),
    name: row.name,
    last4: row.last4,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
