/** Single access tokens that were given up before their end: remembered until then. */
import { parseId } from '@turnpike/domain/ids';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { recordId } from './record-id.js';

const MODEL = 'RevokedToken';

/** For the look-up of a caller: whether the token whose `jti` is that parameter was revoked. */
export const isTokenRevokedSql = (digest: string) =>
  `EXISTS (SELECT FROM oauth_records r WHERE r.model = '${MODEL}' AND r.id = ${digest})`;

/** Whether a token was revoked by itself. */
export async function isAccessTokenRevoked({ db }: Pick<ManagementContext, 'db'>, jti: string): Promise<boolean> {
  const row = await db.prisma.oAuthRecord.findUnique({ where: { model_id: { model: MODEL, id: recordId(jti) } } });
  return row !== null;
}

/** Has a token refused from now on: within a second everywhere. `exp` is in seconds. */
export async function revokeAccessToken(
  context: ManagementContext,
  token: { jti: string; exp: number; client_id: string; grant_id?: string },
): Promise<void> {
  const [id, expiresAt] = [recordId(token.jti), new Date(token.exp * 1_000)];
  await inTransaction(context, async (tx) => {
    const client = parseId('oauthClient', token.client_id);
    const where = token.grant_id ?? client;
    if (where === null) return;
    const caller =
      token.grant_id === undefined
        ? await tx.oAuthClient.findUnique({ where: { id: where }, select: { tenantId: true } })
        : await tx.oAuthGrant.findUnique({ where: { id: where }, select: { tenantId: true } });
    if (caller === null) return;
    const key = { model: MODEL, id };
    await tx.oAuthRecord.upsert({
      where: { model_id: key },
      create: { ...key, payload: {}, expiresAt },
      update: {},
    });
    await raiseEpoch(tx, caller.tenantId);
  });
}
