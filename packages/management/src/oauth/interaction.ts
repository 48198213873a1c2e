/** A client that waits for a person's answer: what the OAuth server keeps of it, and how the answer is put there. */
import { OAuthInteractionSchema } from '@turnpike/contracts/oauth-interaction';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePerson } from '../identity/require-person.js';
import { recordId } from './record-id.js';

const MODEL = 'Interaction';

const WITH_PUBLISHER = { tenant: { select: { name: true } } } as const;

export interface Interaction {
  userId: string;
  continueAt: string;
  redirectUri: string;
  scopes: string[];
  /** The client asked that a person answers, whatever they answered before. */
  mustAsk: boolean;
  client: Prisma.OAuthClientGetPayload<{ include: typeof WITH_PUBLISHER }>;
}

/**
 * Reads it for a person who is signed in. `handle` is a secret of the browser in which the client asked. Throws
 * `not_found` when it is over, or its client may ask no more.
 */
export async function readInteraction(
  tx: Pick<Transaction, 'oAuthRecord' | 'oAuthClient'>,
  actor: Actor,
  { handle, now }: { handle: string; now: Date },
): Promise<Interaction> {
  const userId = requirePerson(actor);
  const row = await tx.oAuthRecord.findUnique({ where: { model_id: { model: MODEL, id: recordId(handle) } } });
  if (row === null || row.expiresAt === null || row.expiresAt <= now) throw new ApiError('not_found');
  const { returnTo, params } = OAuthInteractionSchema.parse(row.payload);
  const id = parseId('oauthClient', params.client_id);
  const client = id === null ? null : await tx.oAuthClient.findUnique({ where: { id }, include: WITH_PUBLISHER });
  if (client === null || client.disabledAt !== null || client.revokedAt !== null) throw new ApiError('not_found');
  return {
    userId,
    continueAt: returnTo,
    redirectUri: params.redirect_uri,
    scopes: params.scope.split(' ').filter((scope) => scope !== ''),
    mustAsk: params.prompt?.split(' ').includes('consent') === true,
    client,
  };
}

/** What the OAuth server goes on with. */
export type InteractionResult =
  | { login: { accountId: string; remember: false }; consent: { grantId: string } }
  | { error: 'access_denied'; error_description: string };

/** Puts the answer there, once: `not_found` when it was answered or ended meanwhile. */
export async function answerInteraction(
  tx: Transaction,
  answer: { handle: string; result: InteractionResult; now: Date },
): Promise<void> {
  const { handle, result, now } = answer;
  const count = await tx.$executeRaw`
    UPDATE oauth_records SET payload = payload || jsonb_build_object('result', ${JSON.stringify(result)}::jsonb)
    WHERE model = ${MODEL} AND id = ${recordId(handle)} AND expires_at > ${now} AND NOT payload ? 'result'`;
  if (count !== 1) throw new ApiError('not_found');
}
