import { ReadableStream as WebStream } from 'node:stream/web';
import { statementCsv } from '@turnpike/management/money/statement-csv';
import { answerTenant } from '../../../../../server/answer';
import { managementContext } from '../../../../../server/management';

/** The whole ledger of the balance as a file. */
export function GET(): Promise<Response> {
  return answerTenant(async ({ actor, tenant }) => {
    const pieces = await statementCsv(managementContext(), actor, { tenantId: tenant.id });
    return new Response(WebStream.from(encoded(pieces)) as unknown as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="ledger-${new Date().toISOString().slice(0, 10)}.csv"`,
        'cache-control': 'no-store',
      },
    });
  });
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(piece);
}
