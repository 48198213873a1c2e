import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, type Fixture, ORIGIN } from '../../test/fixture.js';
import type { MemberActor } from '../actor.js';
import { countUnreadNotices } from './count-unread-notices.use-case.js';
import { listNotices } from './list-notices.use-case.js';
import { markNoticesRead } from './mark-notices-read.use-case.js';
import { notifyUsers } from './notify.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

/** A person with that many notices, and their ids, newest first. */
async function reader(count: number): Promise<{ actor: MemberActor; ids: string[] }> {
  const { context } = fixture;
  const userId = newId();
  await context.db.prisma.user.create({ data: { id: userId, email: `${userId}@example.com` } });
  for (let index = 0; index < count; index++) {
    const notice = { kind: 'credit.granted', tenantId: null, data: { amount: String(index) } } as const;
    await context.db.prisma.$transaction((tx) => notifyUsers(tx, [userId, userId], notice));
  }
  const actor: MemberActor = { kind: 'member', userId, memberships: [], ...ORIGIN };
  return { actor, ids: (await listNotices(context, actor, {})).items.map(({ id }) => id) };
}

test('a person sees their own notices, newest first, page by page', async () => {
  const { context } = fixture;
  const { actor } = await reader(3);
  await reader(2);
  const first = await listNotices(context, actor, { limit: 2 });
  expect(first.items.map(({ data, readAt }) => [data.amount, readAt])).toEqual([
    ['2', null],
    ['1', null],
  ]);
  const second = await listNotices(context, actor, { limit: 2, cursor: first.nextCursor as string });
  expect(second.items.map(({ data }) => data.amount)).toEqual(['0']);
  expect(second.nextCursor).toBeNull();
});

test('a notice is read once, and those that came later stay unread', async () => {
  const { context } = fixture;
  const { actor, ids } = await reader(4);
  await markNoticesRead(context, actor, { ids: [ids[3] as string] });
  expect(await countUnreadNotices(context, actor)).toBe(3);
  const [{ readAt } = { readAt: null }] = (await listNotices(context, actor, { status: 'read' })).items;
  await markNoticesRead(context, actor, { upTo: ids[1] });
  expect(await countUnreadNotices(context, actor)).toBe(1);
  expect((await listNotices(context, actor, { status: 'unread' })).items.map(({ id }) => id)).toEqual([ids[0]]);
  const read = (await listNotices(context, actor, { status: 'read' })).items;
  expect(read.find(({ id }) => id === ids[3])?.readAt).toBe(readAt);
});

test('nobody reads, counts or marks another’s', async () => {
  const { context } = fixture;
  const theirs = await reader(2);
  const { actor } = await reader(0);
  await markNoticesRead(context, actor, { ids: theirs.ids });
  await markNoticesRead(context, actor, { upTo: publicId('notice', newId()) });
  expect((await listNotices(context, actor, {})).items).toEqual([]);
  expect(await countUnreadNotices(context, theirs.actor)).toBe(2);
  await expectRefusal(listNotices(context, ADMIN, {}), 'forbidden');
  await expectRefusal(countUnreadNotices(context, ADMIN), 'forbidden');
  await expectRefusal(markNoticesRead(context, ADMIN, { ids: theirs.ids }), 'forbidden');
});

test('a kind that this version has no text for is passed over', async () => {
  const { context } = fixture;
  const { actor } = await reader(1);
  await context.db.prisma.notice.create({ data: { id: newId(), userId: actor.userId, kind: 'future.kind', data: {} } });
  expect((await listNotices(context, actor, {})).items).toHaveLength(1);
  expect(await countUnreadNotices(context, actor)).toBe(1);
});
