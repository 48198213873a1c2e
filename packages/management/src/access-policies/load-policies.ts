import type { AccessPolicy } from '@turnpike/domain/access-rule';
import type { ManageAccess } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { storedRule } from './access-policy-view.js';

const POLICIES = `
  SELECT t.id AS "tenantId", t.time_zone AS "timeZone", p.id, p.name, p.tenant_id IS NULL AS "isPlatform", p.rule
  FROM access_policies p JOIN tenants t ON p.tenant_id = t.id OR p.tenant_id IS NULL
  WHERE t.id = ANY($1) AND p.enabled AND p.rule->>'realm' = $2
  ORDER BY t.id, p.id`;

/** The policies of a realm that bind each of these tenants (bare ids); nothing of a tenant without any. */
export async function loadPolicies(
  context: ManagementContext,
  tenantIds: readonly string[],
  realm: 'call' | 'manage',
): Promise<Map<string, Omit<ManageAccess, 'atMs'>>> {
  const found = new Map<string, { policies: AccessPolicy[]; timeZone: string }>();
  if (tenantIds.length === 0) return found;
  type Row = { tenantId: string; timeZone: string; rule: unknown } & Omit<AccessPolicy, 'rule'>;
  const { rows } = await context.db.pool.query<Row>(POLICIES, [tenantIds, realm]);
  for (const { tenantId, timeZone, rule, ...named } of rows) {
    const of = found.get(tenantId) ?? { policies: [], timeZone };
    found.set(tenantId, of);
    of.policies.push({ ...named, rule: storedRule(rule) });
  }
  return found;
}
