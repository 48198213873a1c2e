import type { IdentityProvider, ProviderFailure } from '@turnpike/contracts/management/identity-providers';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { createWithSlug } from '../references/choose-slug.js';
import { createOwnedTenant } from '../tenants/create-owned-tenant.js';
import { organisationName } from './organisation-name.js';
import { type SessionOrigin, type StartedSession, startSession } from './start-session.js';

/** What a provider says of the person, after its answer was checked. */
export interface ProviderProfile {
  provider: IdentityProvider;
  /** The provider's own id, which never changes; e-mails do, and are given to others. */
  subject: string;
  email: string | null;
  /** Whether the provider has seen that the address is the person's own. */
  emailVerified: boolean;
  name: string;
}

export interface ProviderSignIn extends ProviderProfile, Omit<SessionOrigin, 'now'> {
  /** Whether somebody new gets an organisation of their own; not who is about to accept an invitation. */
  ownTenant: boolean;
}

/** A refusal is one that the person may be told. */
export type ProviderSignInResult =
  ({ ok: true; isNew: boolean } & StartedSession) | { ok: false; reason: ProviderFailure };

const MAX_NAME = 120;
const MAX_EMAIL = 254;

/**
 * Begins a session for whoever a provider vouches for. A known (provider, subject) is its person, whatever the e-mail
 * says now. Otherwise only an e-mail that the provider has verified counts: it links to the account that has verified
 * the same one, or begins a new account. An account nobody has verified is never linked: whoever made it in advance
 * would have a way into it.
 */
export async function signInWithProvider(
  context: ManagementContext,
  request: ProviderSignIn,
): Promise<ProviderSignInResult> {
  const { name, email } = profileOf(request);
  const organisation = organisationName({ email, name });
  // Its retries serve two who make the same account at the same moment, too: the second one finds it.
  return createWithSlug({ kind: 'tenant', name: organisation, asked: undefined }, (slug) =>
    inTransaction(context, (tx) => signIn(tx, { ...request, name, email, organisation, slug, now: context.now() })),
  );
}

type Attempt = Omit<ProviderSignIn, 'email'> & { email: string; organisation: string; slug: string; now: Date };

async function signIn(tx: Transaction, attempt: Attempt): Promise<ProviderSignInResult> {
  const found = await findPerson(tx, attempt);
  if ('reason' in found) return { ok: false, reason: found.reason };
  const { ip, userAgent, requestId = null, previousToken = null, now } = attempt;
  const session = await startSession(tx, found.user.id, { ip, userAgent, requestId, previousToken, now });
  return { ok: true, isNew: found.isNew, ...session };
}

type Found = { user: Prisma.UserModel; isNew: boolean } | { reason: ProviderFailure };

async function findPerson(tx: Transaction, attempt: Attempt): Promise<Found> {
  const { provider, subject, email, now } = attempt;
  const known = await tx.userIdentity.findUnique({
    where: { provider_subject: { provider, subject } },
    include: { user: true },
  });
  if (known !== null) {
    if (known.user.disabledAt !== null) return { reason: 'account_disabled' };
    await tx.userIdentity.update({ where: { id: known.id }, data: { lastUsedAt: now } });
    return { user: known.user, isNew: false };
  }
  if (!attempt.emailVerified || email === '') return { reason: 'provider_email_unverified' };
  const user = await tx.user.findUnique({ where: { email } });
  if (user === null) return { user: await createPerson(tx, attempt), isNew: true };
  if (user.emailVerifiedAt === null) return { reason: 'account_unverified' };
  if (user.disabledAt !== null) return { reason: 'account_disabled' };
  await link(tx, attempt, user.id);
  return { user, isNew: false };
}

async function createPerson(tx: Transaction, attempt: Attempt): Promise<Prisma.UserModel> {
  const { email, name, organisation, slug, now, ownTenant } = attempt;
  const user = await tx.user.create({ data: { id: newId(), email, name, emailVerifiedAt: now } });
  const actor = personOf(attempt, user.id);
  await writeAudit(tx, actor, {
    tenantId: null,
    action: 'user.sign_up',
    resourceKind: 'user',
    resourceId: user.id,
    detail: { email, provider: attempt.provider },
  });
  await link(tx, attempt, user.id);
  if (ownTenant) await createOwnedTenant(tx, actor, { userId: user.id, name: organisation, slug });
  return user;
}

async function link(tx: Transaction, attempt: Attempt, userId: string): Promise<void> {
  const { provider, subject, email, now } = attempt;
  const id = newId();
  await tx.userIdentity.create({ data: { id, userId, provider, subject, email, lastUsedAt: now } });
  await writeAudit(tx, personOf(attempt, userId), {
    tenantId: null,
    action: 'identity.link',
    resourceKind: 'identity',
    resourceId: id,
    detail: { provider, email },
  });
}

function personOf({ ip, requestId = null }: Attempt, userId: string) {
  return { kind: 'member', userId, memberships: [], ip, requestId } as const;
}

/** What a provider says is anyone's text: bounded, one line, the e-mail in lower case as accounts have it. */
function profileOf({ name, email }: ProviderProfile): { name: string; email: string } {
  const line = name.replaceAll(/\p{Cc}+/gu, ' ').trim();
  const address = (email ?? '').trim().toLowerCase();
  return { name: line.slice(0, MAX_NAME), email: address.length > MAX_EMAIL ? '' : address };
}
