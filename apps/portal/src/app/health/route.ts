/** Liveness: the process answers. Touches nothing else, so that a database away restarts no portal. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}

export const dynamic = 'force-dynamic';
