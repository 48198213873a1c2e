/**
 * The frame of route handlers that a page's own scripts or downloads ask: data by GET, for who is signed in. What a
 * handler may show is its use case's to decide, as everywhere.
 */
import { ApiError } from '@turnpike/errors/api-error';
import { errorEnvelope } from '@turnpike/errors/unified-envelope';
import { unstable_rethrow } from 'next/navigation';
import { reportFailure } from './report-failure';
import { requestFacts } from './request';
import { type AdminSession, asPlatformAdmin, currentSession, type PortalSession, type TenantSession } from './session';

/** For a person who is signed in. */
export function answerPerson(work: (session: PortalSession) => Promise<Response>): Promise<Response> {
  return answer(async () => {
    const session = await currentSession();
    if (session === null) throw new ApiError('unauthorized', { message: 'Your session has ended. Sign in again.' });
    return work(session);
  });
}

/** For a member of the organisation whose pages are shown. */
export function answerTenant(work: (session: TenantSession) => Promise<Response>): Promise<Response> {
  return answer(async () => {
    const session = await currentSession();
    if (session === null) throw new ApiError('unauthorized', { message: 'Your session has ended. Sign in again.' });
    const { tenant } = session;
    if (tenant === null) throw new ApiError('forbidden');
    return work({ ...session, tenant });
  });
}

/** For platform admins; to anybody else there is nothing here. */
export function answerAdmin(work: (session: AdminSession) => Promise<Response>): Promise<Response> {
  return answer(async () => {
    const session = await currentSession();
    if (session === null) throw new ApiError('unauthorized', { message: 'Your session has ended. Sign in again.' });
    if (!session.platformAdmin) throw new ApiError('not_found');
    return work(asPlatformAdmin(session));
  });
}

/** Data that no cache may keep. */
export function freshJson(data: unknown): Response {
  return Response.json(data, { headers: { 'cache-control': 'no-store' } });
}

async function answer(work: () => Promise<Response>): Promise<Response> {
  const { requestId } = await requestFacts();
  try {
    return await work();
  } catch (error) {
    unstable_rethrow(error);
    const known = error instanceof ApiError ? error : new ApiError('internal_error', { cause: error });
    const reference = known.entry.blame === 'caller' ? requestId : reportFailure('answer', error, requestId);
    return Response.json(errorEnvelope(known, reference), {
      status: known.status,
      headers: { 'cache-control': 'no-store' },
    });
  }
}
