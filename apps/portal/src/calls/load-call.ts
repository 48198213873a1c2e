import type { CallView } from '@turnpike/contracts/management/calls';
import type { Actor } from '@turnpike/management/actor';
import { getCall } from '@turnpike/management/calls/get-call.use-case';
import { notFound } from 'next/navigation';
import { found } from '../server/found';
import { managementContext } from '../server/management';
import type { AdminSession, TenantSession } from '../server/session';

/** A call of the organisation whose pages are shown; of another one of the same person, there is none here. */
export async function loadTenantCall({ actor, tenant }: TenantSession, requestId: string): Promise<CallView> {
  const call = await loadCall(actor, requestId);
  return call.tenantId === tenant.id ? call : notFound();
}

export function loadAnyCall({ actor }: AdminSession, requestId: string): Promise<CallView> {
  return loadCall(actor, requestId);
}

function loadCall(actor: Actor, requestId: string): Promise<CallView> {
  return found(getCall(managementContext(), actor, { requestId }));
}
