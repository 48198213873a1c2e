import type { MemberView } from '@turnpike/contracts/management/members';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { customRoleView, WITH_ROLE } from '../roles/stored-role.js';

/** What {@link memberView} needs beside the membership's own row. */
export const WITH_PERSON = {
  user: { select: { email: true, name: true } },
  ...WITH_ROLE,
} as const satisfies Prisma.MembershipInclude;

export type MemberRow = Prisma.MembershipGetPayload<{ include: typeof WITH_PERSON }>;

/** A member as the API shows them. */
export function memberView({ userId, user, role, ownRole, createdAt }: MemberRow): MemberView {
  return {
    userId: publicId('user', userId),
    email: user.email,
    name: user.name,
    role,
    customRole: customRoleView(ownRole),
    joinedAt: createdAt.toISOString(),
  };
}
