import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  changeCounts,
  createFixture,
  expectRefusal,
  makeApplication,
  member,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { subscriptionScene } from '../../test/subscription-scene.js';
import { createKey } from '../keys/create-key.use-case.js';
import { getKey } from '../keys/get-key.use-case.js';
import { getSubscription } from '../subscriptions/get-subscription.use-case.js';
import { archiveApplication } from './archive-application.use-case.js';
import { getApplication } from './get-application.use-case.js';
import { listApplications } from './list-applications.use-case.js';
import { updateApplication } from './update-application.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('renamed and described, each without touching the other', async () => {
  const { context } = fixture;
  const { application, owner, tenant } = await subscriptionScene(fixture);
  const change = (changes: { name?: string; description?: string }) =>
    updateApplication(context, owner, { applicationId: application.id, changes });
  expect(await change({ name: 'New name' })).toMatchObject({ name: 'New name', description: '' });
  expect(await change({ description: 'What it does' })).toMatchObject({
    name: 'New name',
    description: 'What it does',
  });
  const viewer = member(tenant.id, 'viewer');
  const input = { applicationId: application.id, changes: { name: 'x' } };
  await expectRefusal(updateApplication(context, viewer, input), 'forbidden');
  const audited = await auditOf(context, uuid('application', application.id));
  expect(audited.map(({ action }) => action)).toEqual([
    'application.create',
    'application.update',
    'application.update',
  ]);
});

test('archived with all that hangs on it, once; its gateways are told', async () => {
  const { context } = fixture;
  const { application, owner, request, tenant } = await subscriptionScene(fixture);
  const subscription = await request();
  const input = { applicationId: application.id, environment: 'live' } as const;
  const keys = [
    await createKey(context, owner, { ...input, name: 'one' }),
    await createKey(context, owner, { ...input, name: 'two' }),
  ];
  expect(await getApplication(context, owner, input)).toMatchObject({ openKeys: 2, openSubscriptions: 1 });
  const before = await changeCounts(context);
  const archive = () => archiveApplication(context, owner, { applicationId: application.id, reason: 'moved' });
  await expectRefusal(
    archiveApplication(context, member(tenant.id, 'billing'), { applicationId: application.id, reason: '' }),
    'forbidden',
  );
  const archived = await archive();
  expect(archived).toMatchObject({ openKeys: 0, openSubscriptions: 0 });
  expect(archived.archivedAt).not.toBeNull();
  expect(await archive()).toEqual(archived);
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);
  for (const { id } of keys) expect((await getKey(context, owner, { keyId: id })).revokedAt).not.toBeNull();
  expect(await getSubscription(context, owner, { subscriptionId: subscription.id })).toMatchObject({
    status: 'cancelled',
    reason: 'moved',
  });
  const actions = (await auditOf(context, uuid('application', application.id))).map(({ action }) => action);
  expect(actions).toEqual(['application.create', 'application.archive']);
  await expectRefusal(
    updateApplication(context, owner, { applicationId: application.id, changes: {} }),
    'invalid_state',
  );
  await expectRefusal(request(), 'invalid_state');
});

test('the list tells archived ones apart and counts what hangs on each', async () => {
  const { context } = fixture;
  const { application, owner, request, tenant } = await subscriptionScene(fixture);
  await request();
  const other = await makeApplication(context, tenant.id);
  await archiveApplication(context, ADMIN, { applicationId: other.id, reason: '' });
  const list = async (archived?: 'true' | 'false') =>
    (await listApplications(context, owner, archived === undefined ? {} : { archived })).items;
  expect((await list()).map(({ id }) => id)).toEqual([other.id, application.id]);
  expect(await list('false')).toMatchObject([{ id: application.id, openKeys: 0, openSubscriptions: 1 }]);
  expect((await list('true')).map(({ id }) => id)).toEqual([other.id]);
});

test('a playground’s credential of minutes is no key that hangs on it, and ends with it', async () => {
  const { context } = fixture;
  const { application, owner, tenant } = await subscriptionScene(fixture);
  const id = newId();
  await context.db.prisma.apiKey.create({
    data: {
      id,
      tenantId: uuid('tenant', tenant.id),
      applicationId: uuid('application', application.id),
      name: '',
      environment: 'test',
      hash: Buffer.from(id),
      hashVersion: 1,
      start: 'tp',
      last4: 'abcd',
      purpose: 'playground',
    },
  });
  expect((await getApplication(context, owner, { applicationId: application.id })).openKeys).toBe(0);
  await archiveApplication(context, owner, { applicationId: application.id, reason: '' });
  expect((await context.db.prisma.apiKey.findUniqueOrThrow({ where: { id } })).revokedAt).not.toBeNull();
});
