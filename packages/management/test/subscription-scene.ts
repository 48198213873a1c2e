/** A tenant with an owner in the database, an application, and a product with two plans: what subscriptions are about. */
import { CreatePlanSchema } from '@turnpike/contracts/management/plans';
import { newId } from '@turnpike/domain/ids';
import type { MemberActor } from '../src/actor.js';
import { createPlan } from '../src/plans/create-plan.use-case.js';
import { requestSubscription } from '../src/subscriptions/request-subscription.use-case.js';
import {
  ADMIN,
  makeApplication,
  makeCatalogue,
  makeTenant,
  ORIGIN,
  uniqueName,
  uuid,
  type Fixture,
} from './fixture.js';

export interface SceneOptions {
  approval?: 'automatic' | 'manual' | 'payment';
  /** Of the first and the second plan. */
  prepayments?: readonly [string | null, string | null];
  currencies?: readonly [string, string];
}

export async function subscriptionScene({ context }: Fixture, options: SceneOptions = {}) {
  const { approval = 'automatic', prepayments = [null, null], currencies = ['USD', 'USD'] } = options;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const { product } = await makeCatalogue(context, { approval });
  const owner = await makePerson({ context }, tenant.id);
  const planOf = (index: 0 | 1) =>
    createPlan(
      context,
      ADMIN,
      CreatePlanSchema.parse({
        name: uniqueName('plan'),
        product: product.slug,
        currency: currencies[index],
        prices: [{ unit: 'request', amount: '1' }],
        prepayment: prepayments[index],
      }),
    );
  const plans = [await planOf(0), await planOf(1)] as const;
  const request = () =>
    requestSubscription(context, owner, {
      applicationId: application.id,
      product: product.slug,
      plan: plans[0].slug,
      message: 'please',
    });
  return { context, tenant, application, product, owner, plans, request };
}

/** An owner of that tenant whom notices and mail can reach. */
export async function makePerson({ context }: Pick<Fixture, 'context'>, tenantId: string): Promise<MemberActor> {
  const userId = newId();
  const tenant = uuid('tenant', tenantId);
  await context.db.prisma.user.create({
    data: {
      id: userId,
      email: `${uniqueName('person')}@example.com`,
      name: 'Person',
      memberships: { create: { tenantId: tenant, role: 'owner' } },
    },
  });
  return { kind: 'member', userId, memberships: [{ tenantId: tenant, role: 'owner' }], ...ORIGIN };
}

/** A platform admin whom notices and mail can reach. */
export async function makePlatformAdmin({ context }: Pick<Fixture, 'context'>): Promise<string> {
  const id = newId();
  await context.db.prisma.user.create({
    data: { id, email: `${uniqueName('admin')}@example.com`, name: 'Admin', platformAdmin: true },
  });
  return id;
}

/** The kinds of a person's notices, oldest first. */
export async function noticesOf({ context }: Pick<Fixture, 'context'>, userId: string): Promise<string[]> {
  const rows = await context.db.prisma.notice.findMany({ where: { userId }, orderBy: { id: 'asc' } });
  return rows.map(({ kind }) => kind);
}

/** What mail was asked for, oldest first. */
export async function mailTo({ context }: Pick<Fixture, 'context'>, userId: string) {
  const { email } = await context.db.prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const rows = await context.db.prisma.outboxMessage.findMany({
    where: { topic: 'mail.requested' },
    orderBy: { id: 'asc' },
  });
  return rows
    .map(({ payload }) => payload as Record<string, string>)
    .filter(({ to }) => to === email)
    .map(({ template, outcome, reason, plan }) => ({ template, outcome, reason, plan }));
}
