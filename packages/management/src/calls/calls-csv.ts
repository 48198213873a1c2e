/**
 * Calls as CSV (RFC 4180), for a spreadsheet. Amounts keep all their digits. Some fields are the caller's own words, and
 * one that a spreadsheet would take for a formula is made text by a leading apostrophe.
 */
import type { CallView } from '@turnpike/contracts/management/calls';
import { stringify } from 'csv-stringify/sync';

type Cell = string | number | boolean | null;

const COLUMNS: readonly (readonly [name: string, cell: (call: CallView) => Cell])[] = [
  ['request_id', (call) => call.requestId],
  ['started_at', (call) => call.startedAt],
  ['tenant', (call) => call.tenantName],
  ['application', (call) => call.applicationName],
  ['key', (call) => call.credential?.name ?? null],
  ['environment', (call) => call.environment],
  ['operation', (call) => call.operation],
  ['model', (call) => call.model],
  ['status', (call) => call.status],
  ['error_code', (call) => call.errorCode],
  ['stream', (call) => String(call.stream)],
  ['end_reason', (call) => call.endReason],
  ['end_user', (call) => call.endUser],
  ['input_tokens', (call) => call.tokens?.input ?? null],
  ['cached_input_tokens', (call) => call.tokens?.cachedInput ?? null],
  ['output_tokens', (call) => call.tokens?.output ?? null],
  ['reasoning_tokens', (call) => call.tokens?.reasoning ?? null],
  ['cache_write_tokens', (call) => call.tokens?.cacheWrite ?? null],
  ['audio_input_tokens', (call) => call.tokens?.audioInput ?? null],
  ['image_input_tokens', (call) => call.tokens?.imageInput ?? null],
  ['audio_output_tokens', (call) => call.tokens?.audioOutput ?? null],
  ['image_output_tokens', (call) => call.tokens?.imageOutput ?? null],
  ['images', (call) => call.images],
  ['characters', (call) => call.characters],
  ['searches', (call) => call.searches],
  ['seconds', (call) => call.seconds],
  ['charge', (call) => call.charge],
  ['currency', (call) => call.currency],
  ['duration_ms', (call) => call.durationMs],
];

/** Only the platform's own export has them. */
const COST_COLUMNS: typeof COLUMNS = [
  ['provider', (call) => call.provider],
  ['cost', (call) => call.cost],
  ['cost_currency', (call) => call.costCurrency],
];

/** Pieces of the file, the header first. */
export async function* callsCsv(
  pages: AsyncIterable<readonly CallView[]>,
  { withCost }: { withCost: boolean },
): AsyncGenerator<string> {
  const columns = withCost ? [...COLUMNS, ...COST_COLUMNS] : COLUMNS;
  const lines = (rows: Cell[][]) => stringify(rows, { escape_formulas: true, record_delimiter: 'windows' });
  yield lines([columns.map(([name]) => name)]);
  for await (const calls of pages) {
    if (calls.length > 0) yield lines(calls.map((call) => columns.map(([, cell]) => cell(call))));
  }
}
