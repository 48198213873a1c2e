import type { CallView, ExportCallsInput } from '@turnpike/contracts/management/calls';
import { parseInstant } from '@turnpike/contracts/management/fields';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { isPlatform } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import type { CallDetail } from './call-view.js';
import { type CallFilter, findCallIds } from './find-call-ids.js';
import { loadCalls } from './load-calls.js';
import { readCallFilter } from './read-call-filter.js';

const LONGEST_MS = 31 * 24 * 3_600_000;
const PAGE = 500;

/**
 * All calls of a range, newest first, a page at a time as they are taken: nothing but a page is held in memory. Refuses
 * before the first, so that an answer can still say so; a range of more than 31 days is `validation_failed`.
 */
export async function exportCalls(
  context: ManagementContext,
  actor: Actor,
  input: ExportCallsInput,
): Promise<AsyncGenerator<CallView[]>> {
  const lengthMs = parseInstant(input.to).getTime() - parseInstant(input.from).getTime();
  if (!(lengthMs > 0)) throw refusal('The range ends before it begins.');
  if (lengthMs > LONGEST_MS) throw refusal('An export is of at most 31 days.');
  const filter = await readCallFilter(context, actor, input);
  return readPages(context, filter, { cost: isPlatform(actor), internals: isPlatform(actor) });
}

async function* readPages({ db }: ManagementContext, filter: CallFilter, show: CallDetail): AsyncGenerator<CallView[]> {
  let before: string | undefined;
  do {
    const ids = await findCallIds(db, filter, { limit: PAGE, before });
    const shown = ids.slice(0, PAGE);
    const calls = await loadCalls(db, shown, show);
    yield shown.map((id) => calls.get(id)?.view).filter((view) => view !== undefined);
    before = ids.length > PAGE ? shown.at(-1) : undefined;
  } while (before !== undefined);
}

function refusal(message: string): ApiError {
  return new ApiError('validation_failed', { message, param: 'to' });
}
