/** People of every kind, signed in, and the organisations they belong to. */
import type { AccessRule } from '@turnpike/contracts/access';
import { sessionCookieName } from '@turnpike/contracts/session-cookie';
import { newId, parseId, publicId } from '@turnpike/domain/ids';
import type { MemberRole } from '@turnpike/domain/permissions';
import type { MemberActor, SystemActor } from '@turnpike/management/actor';
import { createApplication } from '@turnpike/management/applications/create-application.use-case';
import { startSession } from '@turnpike/management/identity/start-session';
import { createKey } from '@turnpike/management/keys/create-key.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { inviteMember } from '@turnpike/management/members/invite-member.use-case';
import { requestSubscription } from '@turnpike/management/subscriptions/request-subscription.use-case';
import { createTenant } from '@turnpike/management/tenants/create-tenant.use-case';

/** A rule that holds of nothing. */
export const NOWHERE: AccessRule = {
  realm: 'call',
  effect: 'deny',
  conditions: [{ attribute: 'path', operator: 'equals', value: '/nowhere' }],
};

const SYSTEM: SystemActor = { kind: 'system', name: 'test', ip: null, requestId: null };

/** An organisation with one of everything a member can reach. Ids are public; names hold a word that nothing else has. */
export interface Organisation {
  secretWord: string;
  tenantId: string;
  applicationId: string;
  subscriptionId: string;
  keyId: string;
  invitationId: string;
  paymentId: string;
  callId: string;
  jobId: string;
  endpointId: string;
  deliveryId: string;
  securityEventId: string;
  clientId: string;
  issuerId: string;
  signingSecretId: string;
  certificateId: string;
  roleId: string;
  policyId: string;
  /** Cookies by role. */
  people: Record<MemberRole, Person>;
}

export interface Person {
  userId: string;
  cookie: string;
  actor: MemberActor;
}

const ROLES: readonly MemberRole[] = ['owner', 'admin', 'billing', 'developer', 'viewer'];

/** Makes an organisation and signs in one person of each role. */
export async function makeOrganisation(context: ManagementContext, portalUrl: string): Promise<Organisation> {
  const secretWord = `quarrel${newId().slice(-12)}`;
  const tenant = await createTenant(context, SYSTEM, {
    name: `Tenant ${secretWord}`,
    billingMode: 'prepaid',
    timeZone: 'UTC',
  });
  const tenantUuid = bare('tenant', tenant.id);
  const people = {} as Record<MemberRole, Person>;
  for (const role of ROLES) people[role] = await makePerson(context, portalUrl, { tenantId: tenantUuid, role });
  const owner = people.owner.actor;
  const { id: applicationId } = await createApplication(context, owner, {
    tenantId: tenant.id,
    name: `Application ${secretWord}`,
    description: '',
  });
  const subscription = await requestSubscription(context, owner, {
    applicationId,
    product: 'ai',
    plan: 'pay-as-you-go',
    message: '',
  });
  const key = await createKey(context, owner, { applicationId, name: `Key ${secretWord}`, environment: 'live' });
  const invitation = await inviteMember(context, owner, {
    tenantId: tenant.id,
    email: `${secretWord}@example.com`,
    role: 'viewer',
  });
  const applicationUuid = bare('application', applicationId);
  return {
    secretWord,
    tenantId: tenant.id,
    applicationId,
    subscriptionId: subscription.id,
    keyId: key.id,
    invitationId: invitation.id,
    paymentId: await makePayment(context, tenantUuid),
    callId: await makeCall(context, { tenantId: tenantUuid, applicationId: applicationUuid }),
    jobId: await makeJob(context, { tenantId: tenantUuid, applicationId: applicationUuid }, secretWord),
    ...(await makeDelivery(context, tenantUuid, secretWord)),
    securityEventId: await makeSecurityEvent(context, tenantUuid),
    ...(await makeAccess(context, tenantUuid, secretWord)),
    ...(await makeFactors(context, { tenantId: tenantUuid, applicationId: applicationUuid }, secretWord)),
    ...(await makeOAuth(context, { tenantId: tenantUuid, applicationId: applicationUuid }, secretWord)),
    people,
  };
}

/** A person, in a tenant or in none, with a session. */
export async function makePerson(
  context: ManagementContext,
  portalUrl: string,
  membership: { tenantId: string; role: MemberRole } | null,
): Promise<Person> {
  const id = newId();
  const { prisma } = context.db;
  await prisma.user.create({
    data: {
      id,
      email: `person-${id}@example.com`,
      emailVerifiedAt: new Date(),
      ...(membership === null ? {} : { memberships: { create: [membership] } }),
    },
  });
  const origin = { ip: '127.0.0.1', userAgent: 'test' };
  const { token } = await prisma.$transaction((tx) => startSession(tx, id, origin));
  return {
    userId: publicId('user', id),
    cookie: `${sessionCookieName(portalUrl)}=${token}`,
    actor: {
      kind: 'member',
      userId: id,
      memberships: membership === null ? [] : [membership],
      ip: '127.0.0.1',
      requestId: null,
    },
  };
}

async function makePayment({ db: { prisma } }: ManagementContext, tenantId: string): Promise<string> {
  const id = newId();
  await prisma.payment.create({ data: { id, tenantId, provider: 'stripe', currency: 'USD', amount: '10' } });
  return publicId('payment', id);
}

async function makeCall(
  { db: { prisma } }: ManagementContext,
  owner: { tenantId: string; applicationId: string },
): Promise<string> {
  const id = newId();
  const call = { operation: 'chat.completions', status: 404, startedAt: new Date(), durationUs: 1_000n, detail: {} };
  await prisma.callRecord.create({ data: { id, ...owner, ...call } });
  return publicId('request', id);
}

async function makeSecurityEvent({ db: { prisma } }: ManagementContext, tenantId: string): Promise<string> {
  const id = newId();
  await prisma.securityEvent.create({ data: { id, tenantId, kind: 'unusual_rate', evidence: {} } });
  return publicId('securityEvent', id);
}

/** A role that nobody has, and a policy that holds of nothing. */
async function makeAccess(
  { db: { prisma } }: ManagementContext,
  tenantId: string,
  word: string,
): Promise<{ roleId: string; policyId: string }> {
  const [roleId, policyId] = [newId(), newId()];
  await prisma.tenantRole.create({
    data: { id: roleId, tenantId, name: `Role ${word}`, permissions: ['tenant:read'] },
  });
  await prisma.accessPolicy.create({ data: { id: policyId, tenantId, name: `Policy ${word}`, rule: NOWHERE } });
  return { roleId: publicId('role', roleId), policyId: publicId('accessPolicy', policyId) };
}

/** A signing secret that nobody can sign with, and a certificate that nobody has. */
async function makeFactors(
  { db: { prisma } }: ManagementContext,
  owner: { tenantId: string; applicationId: string },
  word: string,
): Promise<{ signingSecretId: string; certificateId: string }> {
  const [secretId, certificateId] = [newId(), newId()];
  const facts = { name: `Signing secret ${word}`, environment: 'live', algorithm: 'ed25519' } as const;
  await prisma.signingSecret.create({ data: { id: secretId, ...owner, ...facts } });
  const shown = { name: `Certificate ${word}`, fingerprint: word, subject: `CN=${word}`, notAfter: new Date() };
  await prisma.clientCertificate.create({ data: { id: certificateId, ...owner, ...shown } });
  return {
    signingSecretId: publicId('signingSecret', secretId),
    certificateId: publicId('clientCertificate', certificateId),
  };
}

/** An OAuth client that shows a secret which nobody has, and an issuer that the tenant trusts. */
async function makeOAuth(
  { db: { prisma } }: ManagementContext,
  owner: { tenantId: string; applicationId: string },
  word: string,
): Promise<{ clientId: string; issuerId: string }> {
  const [clientId, issuerId] = [newId(), newId()];
  const facts = { name: word, kind: 'confidential', environment: 'live', authMethod: 'client_secret_basic' } as const;
  const terms = {
    grantTypes: ['client_credentials'],
    scopes: ['*'],
    secretHash: Buffer.from(word),
    secretLast4: 'none',
  };
  await prisma.oAuthClient.create({ data: { id: clientId, ...owner, ...facts, ...terms } });
  const { tenantId, applicationId: defaultApplicationId } = owner;
  const issuer = { name: word, issuer: 'https://93.184.215.14', audience: word, defaultApplicationId };
  await prisma.tokenIssuer.create({ data: { id: issuerId, tenantId, ...issuer } });
  return { clientId: publicId('oauthClient', clientId), issuerId: publicId('tokenIssuer', issuerId) };
}

/** A job that waits for another day, and asks for something nobody else may read. */
async function makeJob(
  { db: { prisma } }: ManagementContext,
  owner: { tenantId: string; applicationId: string },
  word: string,
): Promise<string> {
  const id = newId();
  const call = { operation: 'embeddings', model: 'm', body: Buffer.from(JSON.stringify({ input: word })) };
  const request = { apiKeyId: newId(), environment: 'live' as const, requestId: newId() };
  const runAt = new Date(Date.now() + 86_400_000);
  await prisma.job.create({ data: { id, ...owner, ...call, ...request, runAt } });
  return publicId('job', id);
}

/**
 * A webhook endpoint, and an event that it did not take. Nothing is ever sent there: the address is refused; and of what
 * the making of an organisation tells it wants nothing.
 */
async function makeDelivery(
  { db: { prisma } }: ManagementContext,
  tenantId: string,
  word: string,
): Promise<{ endpointId: string; deliveryId: string }> {
  const [endpointId, deliveryId, eventId] = [newId(), newId(), newId()];
  const url = `https://127.0.0.1:9/${word}`;
  const sealed = { secret: Buffer.from(word), secretKeyId: 'none' };
  await prisma.webhookEndpoint.create({
    data: { id: endpointId, tenantId, url, events: ['payment.succeeded'], ...sealed },
  });
  const body = JSON.stringify({ type: 'key.created', data: { name: word } });
  await prisma.webhookEvent.create({ data: { id: eventId, tenantId, type: 'key.created', body } });
  const delivery = { id: deliveryId, tenantId, eventId, endpointId, url, state: 'failed' as const, attempts: 10 };
  await prisma.webhookDelivery.create({ data: delivery });
  return { endpointId: publicId('webhook', endpointId), deliveryId: publicId('delivery', deliveryId) };
}

function bare(kind: 'tenant' | 'application', id: string): string {
  const found = parseId(kind, id);
  if (found === null) throw new Error(`${id} is no ${kind}`);
  return found;
}
