import type { AnsweredConsentView } from '@turnpike/contracts/management/oauth';
import type { Transaction } from '@turnpike/db/client';
import { newId, publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { lockApplication } from '../applications/lock-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { answerInteraction, type Interaction, readInteraction } from './interaction.js';

/**
 * Allows a client what it asks for, in one of the actor's applications, which pays for it. What was allowed there before
 * stays: an app is connected once, however often it asks.
 */
export async function allowConsent(
  context: ManagementContext,
  actor: Actor,
  input: { handle: string; applicationId: string },
): Promise<AnsweredConsentView> {
  const { handle, applicationId } = input;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const interaction = await readInteraction(tx, actor, { handle, now });
    // What a client may do in an application's name is what a key of it may.
    const application = await lockApplication(tx, actor, { applicationId, permission: 'key:write' });
    await requireMembership(tx, interaction.userId, application.tenantId);
    if (application.archivedAt !== null)
      throw new ApiError('invalid_state', { message: 'The application is archived.' });
    const grantId = await keepGrant(tx, actor, { interaction, application });
    const { userId } = interaction;
    const login = { accountId: publicId('user', userId), remember: false } as const;
    await answerInteraction(tx, { handle, result: { login, consent: { grantId } }, now });
    return { continueAt: interaction.continueAt };
  });
}

/** Whoever runs the platform may do much in every organisation, but has others pay in none. */
async function requireMembership(tx: Transaction, userId: string, tenantId: string): Promise<void> {
  const found = await tx.membership.findUnique({ where: { tenantId_userId: { tenantId, userId } } });
  if (found === null) throw new ApiError('not_found');
}

/** Under the application's lock, so that two answers at once are one grant. */
async function keepGrant(
  tx: Transaction,
  actor: Actor,
  { interaction, application }: { interaction: Interaction; application: { id: string; tenantId: string } },
): Promise<string> {
  const { client, userId, scopes } = interaction;
  const { id: applicationId, tenantId } = application;
  const found = await tx.oAuthGrant.findFirst({
    where: { clientId: client.id, userId, applicationId, revokedAt: null },
  });
  const all = [...new Set([...(found?.scopes ?? []), ...scopes])];
  if (found !== null && all.length === found.scopes.length) return found.id;
  const id = found?.id ?? newId();
  if (found === null)
    await tx.oAuthGrant.create({ data: { id, clientId: client.id, userId, tenantId, applicationId, scopes: all } });
  else await tx.oAuthGrant.update({ where: { id }, data: { scopes: all } });
  if (found !== null) await raiseEpoch(tx, tenantId);
  await writeAudit(tx, actor, {
    tenantId,
    action: 'oauth-grant.allow',
    resourceKind: 'oauth-grant',
    resourceId: id,
    detail: {
      client: client.name,
      publisher: client.tenant.name,
      scopes: all,
      application: publicId('application', applicationId),
    },
  });
  return id;
}
