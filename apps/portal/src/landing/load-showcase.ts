import type { ShowcaseView } from '@turnpike/contracts/management/catalogue';
import { listShowcaseCalls } from '@turnpike/management/catalogue/list-showcase-calls.use-case';
import { managementContext } from '../server/management';
import { reportFailure } from '../server/report-failure';

/** Anyone may ask for it, as often as they like: the database is asked once in this time, for all of them. */
const FRESH_MS = 2_000;

const NOTHING: ShowcaseView = { calls: [], overheadMsMedian: null, measured: 0 };

// The landing page and the route that its strip polls are bundled apart; the process is what they share.
const holder = globalThis as typeof globalThis & { turnpikeShowcase?: { at: number; view: Promise<ShowcaseView> } };

/** The newest calls that may be shown to anyone; nothing where they can't be read. */
export function loadShowcase(): Promise<ShowcaseView> {
  const now = Date.now();
  const known = holder.turnpikeShowcase;
  if (known !== undefined && now - known.at < FRESH_MS) return known.view;
  const view = listShowcaseCalls(managementContext()).catch((failure: unknown) => {
    reportFailure('list showcase calls', failure);
    return NOTHING;
  });
  holder.turnpikeShowcase = { at: now, view };
  return view;
}
