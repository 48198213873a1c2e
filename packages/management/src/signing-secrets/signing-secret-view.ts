import { createPublicKey } from 'node:crypto';
import type { SigningSecretView } from '@turnpike/contracts/management/signing';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** Without what would let anybody sign. */
export const OMIT_SECRET = { ciphertext: true, keyId: true } as const;

export const WITH_APPLICATION = { application: { select: { name: true } } } as const;

export type SigningSecretRow = Omit<Prisma.SigningSecretModel, keyof typeof OMIT_SECRET> & {
  application: { name: string };
};

/** A signing secret as the API shows it. */
export function signingSecretView(row: SigningSecretRow, now: Date): SigningSecretView {
  const instant = (date: Date | null) => date?.toISOString() ?? null;
  return {
    id: publicId('signingSecret', row.id),
    tenantId: publicId('tenant', row.tenantId),
    applicationId: publicId('application', row.applicationId),
    application: row.application.name,
    name: row.name,
    environment: row.environment,
    status: statusOf(row, now),
    algorithm: row.algorithm === 'ed25519' ? 'ed25519' : 'hmac-sha256',
    publicKey: row.publicKey === null ? null : pemOf(row.publicKey),
    addresses: row.addresses,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: instant(row.lastUsedAt),
    expiresAt: instant(row.expiresAt),
    disabledAt: instant(row.disabledAt),
    revokedAt: instant(row.revokedAt),
  };
}

function pemOf(spki: Uint8Array): string {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

/** Revoked before expired before disabled, as keys are. {@link whereStatus} says the same to Prisma. */
function statusOf(row: SigningSecretRow, now: Date): SigningSecretView['status'] {
  if (row.revokedAt !== null) return 'revoked';
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired';
  return row.disabledAt === null ? 'active' : 'disabled';
}

/** The signing secrets that have that status at that time. */
export function whereStatus(status: SigningSecretView['status'], now: Date): Prisma.SigningSecretWhereInput {
  if (status === 'revoked') return { revokedAt: { not: null } };
  if (status === 'expired') return { revokedAt: null, expiresAt: { lte: now } };
  const unexpired = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  return { ...unexpired, disabledAt: status === 'active' ? null : { not: null } };
}
