import type { ApplicationView } from '@turnpike/contracts/management/applications';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { applicationView } from './application-view.js';
import { countOpen } from './count-open.js';
import { findApplication } from './find-application.js';

/** One application, for its tenant's members and the platform. */
export async function getApplication(
  context: ManagementContext,
  actor: Actor,
  input: { applicationId: string },
): Promise<ApplicationView> {
  const row = await findApplication(context, actor, { ...input, permission: 'application:read' });
  const open = await countOpen(context.db.prisma, [row.id]);
  return applicationView(row, open(row.id));
}
