import { listPlaygroundApplications } from '@turnpike/management/start/list-playground-applications.use-case';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';

/** A chat model that each application may call, by the application's id, for snippets; empty for who makes no keys. */
export async function callableByApplication(session: TenantSession): Promise<Record<string, string>> {
  const { tenant, actor } = session;
  if (!tenant.permissions.includes('playground:use')) return {};
  const applications = await listPlaygroundApplications(managementContext(), actor, { tenantId: tenant.id });
  return Object.fromEntries(
    applications.flatMap(({ id, models }) => {
      const model = models.find(({ operations }) => operations.includes('chat.completions'));
      return model ? [[id, model.name]] : [];
    }),
  );
}
