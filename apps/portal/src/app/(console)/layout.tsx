import { TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import type { ReactNode } from 'react';
import { ConsoleFrame } from '../../frame/console-frame';
import { NoticesMenu } from '../../notices/notices-menu';
import { preferences } from '../../server/preferences';
import { requireSession } from '../../server/session';

/** Everything behind the sign-in. What a page may show is its own and its use cases' to check. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const [session, { theme, navCollapsed }] = await Promise.all([requireSession(), preferences()]);
  const { name, email, platformAdmin, tenants, tenant, mode } = session;
  return (
    <ConsoleFrame
      person={{ name, email, platformAdmin }}
      tenants={tenants.map(({ id, name: label }) => ({ id, name: label }))}
      tenant={tenant === null ? null : { id: tenant.id, name: tenant.name }}
      permissions={tenant?.permissions ?? TENANT_PERMISSIONS}
      mode={mode}
      theme={theme}
      navCollapsed={navCollapsed}
      notices={<NoticesMenu />}
    >
      {children}
    </ConsoleFrame>
  );
}
