import type { NextRequest } from 'next/server';
import { answerTenant, freshJson } from '../../../../../server/answer';
import { loadUsage } from '../../../../../usage/load-usage';
import { readUsageQuery } from '../../../../../usage/usage-query';

/** What the page asks again and again while it is looked at. */
export function GET(request: NextRequest): Promise<Response> {
  const query = readUsageQuery(Object.fromEntries(request.nextUrl.searchParams));
  return answerTenant(async (session) => freshJson(await loadUsage(session, query)));
}
