/** Word to a tenant's people from the worker's own transactions: the twin of the use cases' `notifyUsers`. */
import type { Mail } from '@turnpike/contracts/mail';
import type { NoticeKind } from '@turnpike/contracts/management/notices';
import { newId } from '@turnpike/domain/ids';
import { MEMBER_ROLES, type Permission, roleAllows } from '@turnpike/domain/permissions';
import type pg from 'pg';

export interface Person {
  userId: string;
  email: string;
}

const MEMBERS = `
  SELECT m.user_id AS "userId", u.email
  FROM memberships m JOIN users u ON u.id = m.user_id LEFT JOIN tenant_roles r ON r.id = m.role_id
  WHERE m.tenant_id = $1 AND u.disabled_at IS NULL
    AND CASE WHEN r.id IS NULL THEN m.role::text = ANY($2) ELSE $3 = ANY(r.permissions) END`;

const INSERT_NOTICES = `
  INSERT INTO notices (id, user_id, tenant_id, kind, data)
  SELECT id, user_id, $3::uuid, $4, $5::jsonb FROM unnest($1::uuid[], $2::uuid[]) AS told (id, user_id)`;

const INSERT_MAIL = `INSERT INTO outbox_messages (id, topic, payload) VALUES ($1, 'mail.requested', $2::jsonb)`;

/** The people of a tenant (bare id) who may do that. */
export async function membersAllowed(
  client: pg.ClientBase,
  tenantId: string,
  permission: Permission,
): Promise<Person[]> {
  const roles = MEMBER_ROLES.filter((role) => roleAllows(role, permission));
  return (await client.query<Person>(MEMBERS, [tenantId, roles, permission])).rows;
}

/** Tells those people in the portal. `data` fills the text, with public ids where it links somewhere. */
export async function notifyPeople(
  client: pg.ClientBase,
  people: readonly Person[],
  notice: { tenantId: string; kind: NoticeKind; data: Record<string, string> },
): Promise<void> {
  if (people.length === 0) return;
  const ids = people.map(() => newId());
  const userIds = people.map(({ userId }) => userId);
  const { tenantId, kind, data } = notice;
  await client.query(INSERT_NOTICES, [ids, userIds, tenantId, kind, JSON.stringify(data)]);
}

/** Has a mail sent after the transaction has committed. */
export async function requestMail(client: pg.ClientBase, mail: Mail): Promise<void> {
  await client.query(INSERT_MAIL, [newId(), JSON.stringify(mail)]);
}
