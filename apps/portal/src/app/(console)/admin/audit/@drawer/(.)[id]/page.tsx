import { getAuditEntry } from '@turnpike/management/audit/get-audit-entry.use-case';
import { AuditDetailView } from '../../../../../../admin/audit-detail';
import { found } from '../../../../../../server/found';
import { interceptedParam } from '../../../../../../server/intercepted-param';
import { managementContext } from '../../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../../server/session';
import { RouteDrawer } from '../../../../../../ui/drawer';

export default async function AuditDrawer({ params }: { params: Promise<{ id: string }> }) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const entry = await found(getAuditEntry(managementContext(), actor, { auditId: interceptedParam(id) }));
  return (
    <RouteDrawer title={<code>{entry.action}</code>} href={`/admin/audit/${entry.id}`}>
      <AuditDetailView entry={entry} />
    </RouteDrawer>
  );
}
