import { getKey } from '@turnpike/management/keys/get-key.use-case';
import { KeyDetail } from '../../../../../../keys/key-detail';
import { found } from '../../../../../../server/found';
import { interceptedParam } from '../../../../../../server/intercepted-param';
import { managementContext } from '../../../../../../server/management';
import { requireTenant } from '../../../../../../server/session';
import { RouteDrawer } from '../../../../../../ui/drawer';

export default async function KeyDrawer({ params }: { params: Promise<{ id: string }> }) {
  const [{ id: segment }, session] = await Promise.all([params, requireTenant()]);
  const id = interceptedParam(segment);
  const key = await found(getKey(managementContext(), session.actor, { keyId: id }));
  return (
    <RouteDrawer title={key.name} href={`/app/keys/${id}`}>
      <KeyDetail shown={key} session={session} />
    </RouteDrawer>
  );
}
