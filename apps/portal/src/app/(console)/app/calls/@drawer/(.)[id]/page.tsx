import { getTranslations } from 'next-intl/server';
import { CallDetail } from '../../../../../../calls/call-detail';
import { loadTenantCall } from '../../../../../../calls/load-call';
import { interceptedParam } from '../../../../../../server/intercepted-param';
import { requireTenant } from '../../../../../../server/session';
import { RouteDrawer } from '../../../../../../ui/drawer';

export default async function CallDrawer({ params }: { params: Promise<{ id: string }> }) {
  const [session, { id }, t] = await Promise.all([requireTenant(), params, getTranslations('calls')]);
  const call = await loadTenantCall(session, interceptedParam(id));
  return (
    <RouteDrawer title={t('call')} href={`/app/calls/${call.id}`}>
      <CallDetail call={call} narrow />
    </RouteDrawer>
  );
}
