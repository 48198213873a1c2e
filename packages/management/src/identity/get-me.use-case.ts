import type { MeView } from '@turnpike/contracts/management/identity';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { userView, WITH_MEMBERSHIPS } from './user-view.js';

/** Who the credential belongs to: a person, or a management key. `forbidden` for an API key. */
export async function getMe(context: ManagementContext, actor: Actor): Promise<MeView> {
  const { prisma } = context.db;
  const userId = actorUserId(actor);
  if (userId !== null) {
    const user = await prisma.user.findUnique({ where: { id: userId }, include: WITH_MEMBERSHIPS });
    if (user === null) throw new ApiError('unauthorized');
    const kind = actor.kind === 'platform_admin' ? 'platform_admin' : 'member';
    return { kind, via: 'session', user: userView(user), managementKey: null };
  }
  if (actor.kind !== 'platform_admin') throw new ApiError('forbidden');
  const key = await prisma.managementKey.findUnique({ where: { id: actor.id } });
  if (key === null) throw new ApiError('unauthorized');
  const managementKey = { id: publicId('managementKey', key.id), name: key.name };
  return { kind: 'platform_admin', via: 'management_key', user: null, managementKey };
}
