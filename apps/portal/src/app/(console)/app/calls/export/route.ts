import type { NextRequest } from 'next/server';
import { readCallsQuery } from '../../../../../calls/calls-query';
import { csvAnswer } from '../../../../../calls/csv-answer';
import { tenantFilter } from '../../../../../calls/load-calls';
import { answerTenant } from '../../../../../server/answer';

export function GET(request: NextRequest): Promise<Response> {
  const query = readCallsQuery(Object.fromEntries(request.nextUrl.searchParams));
  return answerTenant((session) => csvAnswer(session.actor, query, tenantFilter(session, query)));
}
