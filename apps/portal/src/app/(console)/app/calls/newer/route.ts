import type { NextRequest } from 'next/server';
import { readCallsQuery } from '../../../../../calls/calls-query';
import { loadTenantCalls } from '../../../../../calls/load-calls';
import { answerTenant, freshJson } from '../../../../../server/answer';

/** Ids at the head of the list, for a page that wants to know whether calls have come since. */
export function GET(request: NextRequest): Promise<Response> {
  const query = readCallsQuery(Object.fromEntries(request.nextUrl.searchParams));
  return answerTenant(async (session) => {
    const { items } = await loadTenantCalls(session, { ...query, cursor: null });
    return freshJson({ ids: items.map(({ id }) => id) });
  });
}
