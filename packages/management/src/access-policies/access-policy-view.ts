import { AccessRuleSchema, type AccessRule } from '@turnpike/contracts/access';
import type { AccessPolicyView } from '@turnpike/contracts/management/access-policies';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { isPlatform } from '../authorization/require-permission.js';

/** The rule of a row; what can't be read denies whatever it was about. */
export function storedRule(rule: unknown): AccessRule {
  const parsed = AccessRuleSchema.safeParse(rule).data;
  if (parsed !== undefined) return parsed;
  const realm = (rule as { realm?: unknown } | null)?.realm === 'manage' ? 'manage' : 'call';
  return { realm, effect: 'deny', conditions: [] };
}

/** A policy as the API shows it to that actor. */
export function accessPolicyView(actor: Actor, row: Prisma.AccessPolicyModel): AccessPolicyView {
  const { realm, effect, conditions } = storedRule(row.rule);
  const isOfPlatform = row.tenantId === null;
  return {
    id: publicId('accessPolicy', row.id),
    tenantId: row.tenantId === null ? null : publicId('tenant', row.tenantId),
    isPlatform: isOfPlatform,
    name: row.name,
    description: row.description,
    realm,
    effect,
    conditions: isOfPlatform && !isPlatform(actor) ? null : conditions,
    enabled: row.enabled,
    createdAt: row.createdAt.toISOString(),
  };
}
