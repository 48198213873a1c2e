import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ADMIN,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeTenant,
  member,
  uuid,
} from '../../test/fixture.js';
import { createKey } from '../keys/create-key.use-case.js';
import { acknowledgeSecurityEvent } from './acknowledge-security-event.use-case.js';
import { getSecurityEvent } from './get-security-event.use-case.js';
import { listSecurityEvents } from './list-security-events.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const EVIDENCE = { minute: '2026-09-18T10:00:00.000Z', calls: 50, usualPerMinute: 5, highestPerMinute: 6 };

/** A tenant with a key, and events about it as the worker writes them, newest first. */
async function makeEvents(kinds: readonly string[]) {
  const { context } = fixture;
  const { id: tenantId } = await makeTenant(context);
  const application = await makeApplication(context, tenantId);
  const key = await createKey(context, ADMIN, { applicationId: application.id, name: 'shop', environment: 'live' });
  const ids: string[] = [];
  for (const kind of kinds) {
    const id = newId();
    ids.unshift(publicId('securityEvent', id));
    const owner = { tenantId: uuid('tenant', tenantId), applicationId: uuid('application', application.id) };
    await context.db.prisma.securityEvent.create({
      data: { id, ...owner, keyId: uuid('key', key.id), kind, evidence: EVIDENCE },
    });
  }
  return { tenantId, application, key, ids };
}

describe('security events', () => {
  test('are listed with what they are about, newest first, page by page, by kind and by whether they are open', async () => {
    const { context } = fixture;
    const { tenantId, application, key, ids } = await makeEvents(['unusual_rate', 'of_a_newer_version', 'new_network']);
    const viewer = member(tenantId, 'viewer');
    const { items } = await listSecurityEvents(context, viewer, { tenantId });
    expect(items.map(({ kind }) => kind)).toEqual(['new_network', 'unusual_rate']);
    expect(items[1]).toMatchObject({
      id: ids[2],
      tenantId,
      evidence: EVIDENCE,
      application: { id: application.id, name: application.name },
      key: { id: key.id, name: 'shop', status: 'active' },
      acknowledgedAt: null,
    });
    const first = await listSecurityEvents(context, viewer, { limit: 1 });
    const second = await listSecurityEvents(context, viewer, { limit: 1, cursor: first.nextCursor ?? '' });
    expect([first, second].map((page) => page.items[0]?.id)).toEqual([ids[0], ids[2]]);
    expect(second.nextCursor).toBeNull();
    const ofKind = await listSecurityEvents(context, viewer, { kind: 'unusual_rate', status: 'open' });
    expect(ofKind.items.map(({ id }) => id)).toEqual([ids[2]]);
    expect((await listSecurityEvents(context, viewer, { status: 'acknowledged' })).items).toEqual([]);
    await expectRefusal(getSecurityEvent(context, viewer, { securityEventId: ids[1] ?? '' }), 'not_found');
  });

  test('are acknowledged by who may, once, and opened again; the audit log says by whom', async () => {
    const { context } = fixture;
    const { tenantId, ids } = await makeEvents(['unusual_hours']);
    const [securityEventId = ''] = ids;
    await expectRefusal(
      acknowledgeSecurityEvent(context, member(tenantId, 'developer'), { securityEventId, acknowledged: true }),
      'forbidden',
    );
    const admin = member(tenantId, 'admin');
    await context.db.prisma.user.create({
      data: { id: admin.userId, email: `${admin.userId}@example.com`, name: 'Ada' },
    });
    const seen = await acknowledgeSecurityEvent(context, admin, { securityEventId, acknowledged: true });
    expect(seen).toMatchObject({ acknowledgedBy: 'Ada', acknowledgedAt: expect.any(String) });
    expect(await acknowledgeSecurityEvent(context, ADMIN, { securityEventId, acknowledged: true })).toEqual(seen);
    expect(await getSecurityEvent(context, admin, { securityEventId })).toEqual(seen);
    const again = await acknowledgeSecurityEvent(context, admin, { securityEventId, acknowledged: false });
    expect([again.acknowledgedAt, again.acknowledgedBy]).toEqual([null, null]);
    const entries = await context.db.prisma.auditEntry.findMany({
      where: { resourceId: uuid('securityEvent', securityEventId) },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual(['security.acknowledge', 'security.reopen']);
  });

  test('of all tenants are the platform’s to see', async () => {
    const { context } = fixture;
    const [one, other] = [await makeEvents(['new_network']), await makeEvents(['new_network'])];
    const { items } = await listSecurityEvents(context, ADMIN, { kind: 'new_network', limit: 2 });
    expect(items.map(({ id }) => id)).toEqual([other.ids[0], one.ids[0]]);
  });
});
