import type { Prisma, Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { actorId, type Actor } from '../actor.js';

export interface AuditedChange {
  /** Null for what belongs to the platform. */
  tenantId: string | null;
  /** `resource.verb`, such as `key.revoke`. */
  action: string;
  resourceKind: string;
  /** Bare uuid; null for what has a name and no row, such as a queue. */
  resourceId: string | null;
  /** What changed. Secrets are taken out, but don't rely on it: leave them out. */
  detail?: Record<string, unknown>;
}

/** "Tokens" in the plural are model units, as in `maxOutputTokens`. */
const SECRET = /password|secret|credential|token(?!s$)|hash|authorization|cookie|^key$/i;

/** Writes who did what into the audit log, in the change's own transaction. */
export async function writeAudit(tx: Transaction, actor: Actor, change: AuditedChange): Promise<void> {
  await tx.auditEntry.create({
    data: {
      id: newId(),
      tenantId: change.tenantId,
      actorKind: actor.kind,
      actorId: actorId(actor),
      action: change.action,
      resourceKind: change.resourceKind,
      resourceId: change.resourceId,
      detail: redact(change.detail ?? {}) as Prisma.InputJsonObject,
      ip: actor.ip,
      requestId: actor.requestId,
    },
  });
}

/** The same object with every value under a secret's name replaced, at any depth. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SECRET.test(name) ? '[redacted]' : redact(inner)]),
  );
}
