import type { UsageView } from '@turnpike/contracts/management/usage';
import { ModelNameSchema } from '@turnpike/contracts/management/fields';
import { getUsage } from '@turnpike/management/usage/get-usage.use-case';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import { rangeOf, type UsageQuery } from './usage-query';

const LONGEST_HOURLY_MS = 48 * 3_600_000;

/** The organisation's usage as the page asks for it, in the frame's mode. */
export function loadUsage({ actor, tenant, mode }: TenantSession, query: UsageQuery): Promise<UsageView> {
  const context = managementContext();
  const { from, to } = rangeOf(query, context.now().getTime());
  const { application, key, model, by } = query;
  return getUsage(context, actor, {
    tenantId: tenant.id,
    from,
    to,
    bucket: Date.parse(to) - Date.parse(from) <= LONGEST_HOURLY_MS ? 'hour' : 'day',
    groupBy: by,
    // Divided by environment, both show; anything else is of the mode that the frame is in.
    ...(by === 'environment' ? {} : { environment: mode }),
    ...(application === null ? {} : { applicationId: application }),
    ...(key === null ? {} : { keyId: key }),
    ...(model === null ? {} : { model: ModelNameSchema.parse(model) }),
  });
}
