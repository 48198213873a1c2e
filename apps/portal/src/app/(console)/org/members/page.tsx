import { listInvitations } from '@turnpike/management/members/list-invitations.use-case';
import { listMembers } from '@turnpike/management/members/list-members.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { InvitationTable } from '../../../../members/invitation-table';
import { InviteDialog } from '../../../../members/invite-dialog';
import { MemberTable } from '../../../../members/member-table';
import { readRoles } from '../../../../members/roles';
import { managementContext } from '../../../../server/management';
import { requireTenant } from '../../../../server/session';
import { Card } from '../../../../ui/card';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const HERE = '/org/members';
const PAGE = 50;
/** As many as one list gives: more open invitations than that are read at the API. */
const INVITATIONS = 200;

type Query = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('organisation.members'))('title') };
}

/** The people of the organisation, and who is invited. */
export default async function MembersPage({ searchParams }: { searchParams: Query }) {
  const [session, t, query] = await Promise.all([requireTenant(), getTranslations('organisation'), searchParams]);
  const { actor, userId, tenant } = session;
  const { id: tenantId } = tenant;
  const manages = tenant.permissions.includes('member:write');
  const cursor = typeof query.cursor === 'string' ? query.cursor : undefined;
  const context = managementContext();
  const [{ items, nextCursor }, invitations, roles] = await Promise.all([
    listMembers(context, actor, { tenantId, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }),
    manages ? listInvitations(context, actor, { tenantId, limit: INVITATIONS }) : { items: [] },
    manages ? readRoles(session) : null,
  ]);
  return (
    <>
      <PageHeader
        title={t('members.title')}
        lead={t('members.lead', { tenant: tenant.name })}
        {...(roles && { actions: <InviteDialog tenant={tenant.name} roles={roles.choices} /> })}
      />
      <div className="grid grid-cols-1 gap-6">
        <div className="min-w-0">
          <Card flush>
            <MemberTable members={items} tenant={tenant.name} readerId={userId} roles={roles} />
          </Card>
          <Pager
            firstHref={cursor === undefined ? null : HERE}
            nextHref={nextCursor === null ? null : `${HERE}?cursor=${nextCursor}`}
          />
        </div>
        {roles !== null && invitations.items.length > 0 && (
          <Card title={t('invitations.title')} lead={t('invitations.lead')} flush>
            <InvitationTable invitations={invitations.items} roles={roles} />
          </Card>
        )}
      </div>
    </>
  );
}
