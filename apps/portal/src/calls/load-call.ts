import type { CallView } from '@turnpike/contracts/management/calls';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import { getCall } from '@turnpike/management/calls/get-call.use-case';
import { notFound } from 'next/navigation';
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

async function loadCall(actor: Actor, requestId: string): Promise<CallView> {
  try {
    return await getCall(managementContext(), actor, { requestId });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) notFound();
    throw error;
  }
}
