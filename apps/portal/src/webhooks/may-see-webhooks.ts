import type { TenantSession } from '../server/session';

/** Whether the reader's role sees webhooks in the organisation whose pages are shown. */
export function maySeeWebhooks({ tenant }: TenantSession): boolean {
  return tenant.permissions.includes('webhook:read');
}
