/** A list of calls as a file to download. */
import type { CallFilterInput } from '@turnpike/contracts/management/calls';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import { isPlatform } from '@turnpike/management/authorization/require-permission';
import { callsCsv } from '@turnpike/management/calls/calls-csv';
import { exportCalls } from '@turnpike/management/calls/export-calls.use-case';
import { managementContext } from '../server/management';
import type { CallsQuery } from './calls-query';

const LONGEST_MS = 31 * 24 * 3_600_000;

/** Streams the calls that match. Without a range: the last 31 days. */
export async function csvAnswer(actor: Actor, query: CallsQuery, filter: CallFilterInput): Promise<Response> {
  if (query.invalid !== null) {
    throw new ApiError('validation_failed', { message: query.invalid.message, param: query.invalid.name });
  }
  const nowMs = Date.now();
  const to = filter.to ?? String(nowMs);
  const from = filter.from ?? String(nowMs - LONGEST_MS);
  const pages = await exportCalls(managementContext(), actor, { ...filter, from, to });
  const pieces = callsCsv(pages, { withCost: isPlatform(actor) });
  return new Response(streamOf(pieces), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="calls-${new Date(nowMs).toISOString().slice(0, 10)}.csv"`,
      'cache-control': 'no-store',
    },
  });
}

/** Reads on as the reader takes, and stops when they leave. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
