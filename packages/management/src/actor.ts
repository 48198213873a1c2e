/** Who asks. Use cases decide by it and the audit log names it; ids are bare uuids. */
import type { AccessPolicy } from '@turnpike/domain/access-rule';
import { publicId } from '@turnpike/domain/ids';
import type { MemberRole, Permission } from '@turnpike/domain/permissions';

/** Where a request came from, for the audit log; null where there was none, as for the seed. */
export interface Origin {
  ip: string | null;
  requestId: string | null;
}

/** A role of a tenant's own making. */
export interface CustomRole {
  /** Bare. */
  id: string;
  permissions: ReadonlySet<Permission>;
}

/** The policies that judge what a person does in a tenant, and by which clock. */
export interface ManageAccess {
  policies: readonly AccessPolicy[];
  timeZone: string;
  /** When the person asked, in Unix milliseconds. */
  atMs: number;
}

export interface Membership {
  tenantId: string;
  role: MemberRole;
  /** Says what they may do, in the place of `role`. Left out: `role` does. */
  customRole?: CustomRole | null;
  /** Left out where no policy says anything about it. */
  access?: ManageAccess;
}

/** Runs the platform. `id` is a user's for a session and a management key's for a key. */
export interface PlatformAdminActor extends Origin {
  kind: 'platform_admin';
  id: string;
  via: 'management_key' | 'session';
}

/** A person, in the tenants they belong to. */
export interface MemberActor extends Origin {
  kind: 'member';
  userId: string;
  memberships: readonly Membership[];
}

/** A caller of the data plane, asking with its own API key. */
export interface ApplicationActor extends Origin {
  kind: 'application';
  tenantId: string;
  applicationId: string;
  apiKeyId: string;
}

/** Turnpike itself: the seed, a job. */
export interface SystemActor extends Origin {
  kind: 'system';
  name: string;
}

export type Actor = PlatformAdminActor | MemberActor | ApplicationActor | SystemActor;

/** The actor as audit log and ledger write it: a public id, or the system's name. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'platform_admin':
      return publicId(actor.via === 'session' ? 'user' : 'managementKey', actor.id);
    case 'member':
      return publicId('user', actor.userId);
    case 'application':
      return publicId('key', actor.apiKeyId);
    case 'system':
      return actor.name;
  }
}

/** The person behind the actor, where there is one. */
export function actorUserId(actor: Actor): string | null {
  if (actor.kind === 'member') return actor.userId;
  return actor.kind === 'platform_admin' && actor.via === 'session' ? actor.id : null;
}
