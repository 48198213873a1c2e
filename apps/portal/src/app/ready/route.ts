import { listPublicProducts } from '@turnpike/management/products/list-public-products.use-case';
import { managementContext } from '../../server/management';
import { reportFailure } from '../../server/report-failure';

/** Readiness: the database answers the question the landing page asks, through the same pool. */
export async function GET(): Promise<Response> {
  try {
    await listPublicProducts(managementContext(), { limit: 1 });
    return answer(200, { status: 'ready' });
  } catch (failure) {
    return answer(503, { status: 'unavailable', reference: reportFailure('readiness', failure) });
  }
}

function answer(status: number, body: Record<string, string>): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

export const dynamic = 'force-dynamic';
