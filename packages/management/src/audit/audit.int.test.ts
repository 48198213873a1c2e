import { idTimestampMs, newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  createFixture,
  type Fixture,
  makeApplication,
  makeTenant,
  member,
  ORIGIN,
  uuid,
} from '../../test/fixture.js';
import { actorId, type Actor } from '../actor.js';
import { createApplication } from '../applications/create-application.use-case.js';
import { createManagementKey } from '../management-keys/create-management-key.use-case.js';
import { createOwnTenant } from '../tenants/create-own-tenant.use-case.js';
import { updateTenant } from '../tenants/update-tenant.use-case.js';
import { listAudit } from './list-audit.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

async function addUser(name: string): Promise<{ id: string; email: string }> {
  const id = newId();
  const email = `${id}@example.com`;
  await fixture.context.db.prisma.user.create({ data: { id, email, name } });
  return { id, email };
}

test('names who acted, as far as the reader may know', async () => {
  const { context } = fixture;
  const { id: tenantId } = await makeTenant(context);
  const ada = await addUser('Ada');
  const root = await addUser('Root');
  const { id: keyId } = await createManagementKey(context, ADMIN, { name: 'Deploy' });
  const owner: Actor = { ...member(tenantId), userId: ada.id };
  const actors: Actor[] = [
    owner,
    { kind: 'platform_admin', via: 'session', id: root.id, ...ORIGIN },
    { kind: 'platform_admin', via: 'management_key', id: uuid('managementKey', keyId), ...ORIGIN },
    { kind: 'system', name: 'seed', ...ORIGIN },
  ];
  for (const actor of actors) await createApplication(context, actor, { tenantId, name: 'x', description: '' });
  const seenBy = async (reader: Actor) => {
    const { items } = await listAudit(context, reader, { tenantId, action: 'application.create' });
    return items.reverse().map(({ actorName, actorEmail }) => [actorName, actorEmail]);
  };
  expect(await seenBy(owner)).toEqual([['Ada', ada.email], [null, null], [null, null], ['seed', null]]); // prettier-ignore
  expect(await seenBy(ADMIN)).toEqual([['Ada', ada.email], ['Root', root.email], ['Deploy', null], ['seed', null]]); // prettier-ignore
});

test('is found by actor, action and time', async () => {
  const { context } = fixture;
  const { id: tenantId } = await makeTenant(context);
  const ada = member(tenantId);
  const bob = member(tenantId);
  await makeApplication(context, tenantId);
  await createApplication(context, ada, { tenantId, name: 'a', description: '' });
  await updateTenant(context, bob, { tenantId, name: 'Renamed' });
  const found = async (filter: object) =>
    (await listAudit(context, ada, { tenantId, ...filter })).items.map(({ action, actorId: by }) => [action, by]);
  expect(await found({ actor: actorId(ada) })).toEqual([['application.create', actorId(ada)]]);
  expect(await found({ action: 'tenant.update' })).toEqual([['tenant.update', actorId(bob)]]);
  expect(await found({ actor: publicId('user', newId()) })).toEqual([]);
  const all = await found({});
  expect(all).toHaveLength(4);
  const hour = 3_600_000;
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  expect(await found({ from: at(-hour), to: at(hour) })).toEqual(all);
  expect(await found({ from: at(hour) })).toEqual([]);
  expect(await found({ to: at(-hour) })).toEqual([]);
  const [newest] = (await listAudit(context, ada, { tenantId, limit: 1 })).items;
  // Times bound the id, which is made a moment apart from what the database says of the row's making.
  const madeAt = new Date(idTimestampMs(uuid('audit', newest?.id ?? ''))).toISOString();
  const before = await listAudit(context, ada, { tenantId, to: madeAt, limit: 1 });
  expect(before.items.map(({ id }) => id)).not.toContain(newest?.id);
  const since = await listAudit(context, ada, { tenantId, from: madeAt });
  expect(since.items.map(({ id }) => id)).toContain(newest?.id);
});

test('a change of name and zone is kept with what was before; no change is none', async () => {
  const { context } = fixture;
  const { id: tenantId, name } = await makeTenant(context);
  const owner = member(tenantId);
  await updateTenant(context, owner, { tenantId, name, timeZone: 'Europe/Madrid' });
  await updateTenant(context, owner, { tenantId, timeZone: 'Europe/Madrid' });
  const { items } = await listAudit(context, owner, { tenantId, action: 'tenant.update' });
  expect(items.map(({ detail }) => detail)).toEqual([
    { before: { timeZone: 'UTC' }, after: { timeZone: 'Europe/Madrid' } },
  ]);
});

test('an organisation of one’s own is owned and audited', async () => {
  const { context } = fixture;
  const { id: userId } = await addUser('Founder');
  const actor: Actor = { kind: 'member', userId, memberships: [], ...ORIGIN };
  const first = await createOwnTenant(context, actor, { name: 'Acme', timeZone: 'Asia/Tokyo' });
  const second = await createOwnTenant(context, actor, { name: 'Acme', timeZone: 'UTC' });
  expect([first.timeZone, first.slug, second.slug.replace(/-[0-9a-f]{6}$/, '')]).toEqual([
    'Asia/Tokyo',
    'acme',
    'acme',
  ]);
  const roles = await context.db.prisma.membership.findMany({ where: { userId }, select: { role: true } });
  expect(roles).toEqual([{ role: 'owner' }, { role: 'owner' }]);
});
