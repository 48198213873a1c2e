import type { NextRequest } from 'next/server';
import { readCallsQuery } from '../../../../../calls/calls-query';
import { csvAnswer } from '../../../../../calls/csv-answer';
import { answerAdmin } from '../../../../../server/answer';

export function GET(request: NextRequest): Promise<Response> {
  const query = readCallsQuery(Object.fromEntries(request.nextUrl.searchParams));
  return answerAdmin((session) => csvAnswer(session.actor, query, query.filter));
}
