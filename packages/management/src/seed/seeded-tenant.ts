/** What the scenarios of one organisation have in common: a tenant named for the scenario, its people, and their secrets. */
import type { MemberRole } from '@turnpike/domain/permissions';
import { parseId } from '@turnpike/domain/ids';
import type { MemberActor } from '../actor.js';
import { ensureAccount, readAccount, type DemoAccount } from './ensure-credentials.js';
import { ensureTenant } from './ensure-tenant.js';
import type { SeedRun } from './scenario.js';

export interface SeededPerson extends DemoAccount {
  role: MemberRole;
}

/** What a person needs who wants to look at it. */
export interface SeededTenant {
  /** Public id. */
  tenantId: string;
  people: SeededPerson[];
  /** By name. */
  keys: Record<string, string>;
  /** What there is to see. */
  try: string;
}

/** The scenario's tenant, prepaid in USD, with one person of each role asked for. */
export async function ensureSeededTenant(
  run: SeedRun,
  { slug, name, roles = ['owner'] }: { slug: string; name: string; roles?: readonly MemberRole[] },
): Promise<Pick<SeededTenant, 'tenantId' | 'people'>> {
  const { context, actor } = run;
  const tenantId = await ensureTenant(context, actor, { slug, name });
  const people: SeededPerson[] = [];
  for (const role of roles) {
    const email = `${role}@${slug}.example`;
    const existing = existingPerson(run.existing, email);
    const account = await ensureAccount(context, actor, { email, existing, name: `${name} ${role}`, tenantId, role });
    people.push({ ...account, role });
  }
  return { tenantId, people };
}

/** A person of the tenant as the actor of what they ask for. */
export async function asMember(
  { context }: SeedRun,
  { tenantId, people }: Pick<SeededTenant, 'tenantId' | 'people'>,
): Promise<MemberActor> {
  const [first] = people;
  const { id } = await context.db.prisma.user.findUniqueOrThrow({ where: { email: first?.email ?? '' } });
  const memberships = [{ tenantId: parseId('tenant', tenantId) ?? '', role: first?.role ?? 'viewer' }];
  return { kind: 'member', userId: id, memberships, ip: null, requestId: null };
}

/** The key of that name an earlier run was given. */
export function existingKey(existing: unknown, name: string): string | undefined {
  const keys: unknown = fieldOf(existing, 'keys');
  const key: unknown = fieldOf(keys, name);
  return typeof key === 'string' ? key : undefined;
}

function existingPerson(existing: unknown, email: string): DemoAccount | undefined {
  const people: unknown = fieldOf(existing, 'people');
  if (!Array.isArray(people)) return undefined;
  return people.map(readAccount).find((account) => account?.email === email);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
