import type { CallView, CallFilterInput } from '@turnpike/contracts/management/calls';
import type { Page } from '@turnpike/contracts/management/fields';
import { listCalls } from '@turnpike/management/calls/list-calls.use-case';
import { managementContext } from '../server/management';
import type { AdminSession, TenantSession } from '../server/session';
import type { CallsQuery } from './calls-query';

const LIMIT = 50;

/** What a member's list is narrowed to: their organisation and, unless they say otherwise, the frame's mode. */
export function tenantFilter({ tenant, mode }: TenantSession, { filter }: CallsQuery): CallFilterInput {
  return { environment: mode, ...filter, tenantId: tenant.id };
}

export function loadTenantCalls(session: TenantSession, query: CallsQuery): Promise<Page<CallView>> {
  return listCalls(managementContext(), session.actor, { ...tenantFilter(session, query), ...pageOf(query) });
}

export function loadAllCalls(session: AdminSession, query: CallsQuery): Promise<Page<CallView>> {
  return listCalls(managementContext(), session.actor, { ...query.filter, ...pageOf(query) });
}

function pageOf({ cursor }: CallsQuery) {
  return cursor === null ? { limit: LIMIT } : { limit: LIMIT, cursor };
}
