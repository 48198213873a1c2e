import { connection } from 'next/server';
import { loadShowcase } from '../../landing/load-showcase';

/** The landing page's strip asks here for what passed meanwhile. For anyone: it names nobody. */
export async function GET(): Promise<Response> {
  await connection();
  return Response.json(await loadShowcase(), { headers: { 'cache-control': 'no-store' } });
}
