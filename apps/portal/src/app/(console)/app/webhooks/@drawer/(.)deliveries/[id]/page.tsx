import { getDelivery } from '@turnpike/management/webhooks/get-delivery.use-case';
import { found } from '../../../../../../../server/found';
import { interceptedParam } from '../../../../../../../server/intercepted-param';
import { managementContext } from '../../../../../../../server/management';
import { requireTenant } from '../../../../../../../server/session';
import { RouteDrawer } from '../../../../../../../ui/drawer';
import { DeliveryDetail } from '../../../../../../../webhooks/delivery-detail';

export default async function DeliveryDrawer({ params }: { params: Promise<{ id: string }> }) {
  const [{ id: segment }, session] = await Promise.all([params, requireTenant()]);
  const id = interceptedParam(segment);
  const delivery = await found(getDelivery(managementContext(), session.actor, { deliveryId: id }));
  return (
    <RouteDrawer title={delivery.type} href={`/app/webhooks/deliveries/${id}`}>
      <DeliveryDetail shown={delivery} session={session} />
    </RouteDrawer>
  );
}
