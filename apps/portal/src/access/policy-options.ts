/** What an attribute of a policy can be, with names for people. */
import { type AccessAttribute, ACCESS_ATTRIBUTE_NAMES, specOf } from '@turnpike/domain/access-attributes';
import { MEMBER_ROLES, TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { listMembers } from '@turnpike/management/members/list-members.use-case';
import { listRoles } from '@turnpike/management/roles/list-roles.use-case';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';

export interface ValueOption {
  value: string;
  label: string;
}

/** The values of those attributes that have a list of them. */
export type ValueOptions = Partial<Record<AccessAttribute, ValueOption[]>>;

/** As many as one list gives; others are written as their id. */
const MOST = 200;

/** For policies of an organisation, or for those of the platform, which speak of no one organisation's things. */
export async function readOptions(session: TenantSession | null): Promise<ValueOptions> {
  const [t, r, o] = await Promise.all([
    getTranslations('access.values'),
    getTranslations('roles.permission'),
    getTranslations('organisation.role'),
  ]);
  const fixed = ACCESS_ATTRIBUTE_NAMES.flatMap((name) => {
    const { values } = specOf(name);
    const options = values?.map((value) => ({ value, label: t.has(value as 'mon') ? t(value as 'mon') : value }));
    return options === undefined ? [] : [[name, options] as const];
  });
  return {
    ...(Object.fromEntries(fixed) as ValueOptions),
    action: TENANT_PERMISSIONS.map((value) => ({ value, label: r(value) })),
    'actor.role': MEMBER_ROLES.map((value) => ({ value, label: o(value) })),
    ...(session === null ? {} : await ownOptions(session)),
  };
}

async function ownOptions({ actor, tenant }: TenantSession): Promise<ValueOptions> {
  const context = managementContext();
  const of = { tenantId: tenant.id, limit: MOST };
  const may = (permission: (typeof TENANT_PERMISSIONS)[number]) => tenant.permissions.includes(permission);
  const [applications, members, roles, o] = await Promise.all([
    may('application:read') ? listApplications(context, actor, of) : null,
    may('member:read') ? listMembers(context, actor, of) : null,
    may('role:read') ? listRoles(context, actor, of) : null,
    getTranslations('organisation.role'),
  ]);
  const named = <T>(items: readonly T[] | undefined, option: (item: T) => ValueOption) => items?.map(option);
  const found = {
    'application.id': named(applications?.items, ({ id, name }) => ({ value: id, label: name })),
    'actor.id': named(members?.items, ({ userId, name, email }) => ({ value: userId, label: name || email })),
    'actor.role': named(roles?.items, ({ id, name, isBuiltIn }) => ({
      value: id,
      label: isBuiltIn ? o(id as 'owner') : name,
    })),
  };
  return Object.fromEntries(Object.entries(found).filter(([, options]) => options !== undefined && options.length > 0));
}
