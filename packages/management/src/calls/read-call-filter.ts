import type { CallFilterInput } from '@turnpike/contracts/management/calls';
import { parseInstant } from '@turnpike/contracts/management/fields';
import { parseId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import { readableTenants } from '../authorization/require-permission.js';
import { findKey } from '../keys/find-key.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import type { CallFilter } from './find-call-ids.js';

/** Names nothing: what is narrowed to it is empty. */
const NOTHING = '00000000-0000-0000-0000-000000000000';

const WALKED_MS = 7 * 24 * 3_600_000;

/**
 * What an actor's wish comes to, with what they may not see left out. Throws `not_found` for another tenant's
 * applications and keys.
 */
export async function readCallFilter(
  context: ManagementContext,
  actor: Actor,
  input: CallFilterInput,
): Promise<CallFilter> {
  const asked = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  return {
    tenantIds: readableTenants(actor, 'call:read', asked),
    applicationId: await readApplication(context, actor, input.applicationId),
    keyId: await readCredential(context, actor, input.keyId),
    model: input.model ?? null,
    environment: input.environment ?? null,
    status: input.status ?? null,
    outcome: input.outcome ?? null,
    stream: input.stream === undefined ? null : input.stream === 'true',
    requestId: input.requestId === undefined ? null : requireId('request', input.requestId),
    endUser: input.endUser ?? null,
    minCharge: input.minCharge ?? null,
    maxCharge: input.maxCharge ?? null,
    fromMs: fromOf(context, input),
    toMs: input.to === undefined ? null : parseInstant(input.to).getTime(),
  };
}

/** What no index knows is looked for call by call: within a bound, unless the asker sets one. */
function fromOf(context: ManagementContext, input: CallFilterInput): number | null {
  if (input.from !== undefined) return parseInstant(input.from).getTime();
  const isWalked = input.stream !== undefined || input.minCharge !== undefined || input.maxCharge !== undefined;
  if (!isWalked) return null;
  const endMs = input.to === undefined ? context.now().getTime() : parseInstant(input.to).getTime();
  return endMs - WALKED_MS;
}

async function readApplication(
  context: ManagementContext,
  actor: Actor,
  asked: string | undefined,
): Promise<string | null> {
  const own = actor.kind === 'application' ? actor.applicationId : null;
  if (asked === undefined) return own;
  const { id } = await findApplication(context, actor, { applicationId: asked, permission: 'call:read' });
  // An application that asks for another one's calls is shown none, rather than its own under a wrong name.
  return own === null || own === id ? id : NOTHING;
}

/** What calls are made by beside keys. Whose they are needs no look: the calls that show are the actor's own. */
const OTHER_CREDENTIALS = ['clientToken', 'oauthClient', 'oauthGrant', 'signingSecret', 'tokenIssuer'] as const;

async function readCredential(
  context: ManagementContext,
  actor: Actor,
  asked: string | undefined,
): Promise<string | null> {
  if (asked === undefined) return null;
  const other = OTHER_CREDENTIALS.map((kind) => parseId(kind, asked)).find((id) => id !== null);
  if (other !== undefined) return other;
  // Its calls are its own application's, whatever key it names: nothing is to be learned from one of others.
  if (actor.kind === 'application') return requireId('key', asked);
  return (await findKey(context.db.prisma, actor, { keyId: asked, permission: 'key:read' })).id;
}
