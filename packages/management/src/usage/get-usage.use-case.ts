import type { GetUsageInput, UsageFigures, UsageGroup, UsageView } from '@turnpike/contracts/management/usage';
import { publicId } from '@turnpike/domain/ids';
import { Decimal } from '@turnpike/domain/money';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { forecastSpend } from './forecast-spend.js';
import { nameGroups } from './name-groups.js';
import { addFigures, isNothing, NO_FIGURES, withoutFigures } from './usage-figures.js';
import { readCells, readDearestKeys, readTotals, type UsageCell } from './usage-queries.js';
import { bucketMs, isAmongKeys, readQuestion, type UsageQuestion } from './usage-question.js';

/** Groups that the chart tells apart. */
const CHART_GROUPS = 8;
const MOST_ROWS = 100;

/** A group by its bare key, before it has a name. */
interface Ranked {
  group: string;
  figures: UsageFigures;
}

/** What was found, before it is a view. */
interface Found {
  cells: UsageCell[];
  /** Dearest first, at most {@link MOST_ROWS}. */
  ranked: Ranked[];
  rowCount: number;
  totalOf: (startMs: number) => UsageFigures;
  totals: UsageFigures;
}

const NEWEST = 'SELECT recorded_at FROM usage_events WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1';

/**
 * Usage of one tenant. Read from sums, never from events: what it costs depends on hours, models and applications, not
 * on how many calls there were.
 */
export async function getUsage(
  context: ManagementContext,
  actor: Actor,
  input: GetUsageInput & { tenantId: string },
): Promise<UsageView> {
  const { db } = context;
  const question = await readQuestion(context, actor, input);
  const lengthMs = question.toMs - question.fromMs;
  const before = { fromMs: question.fromMs - lengthMs, toMs: question.fromMs };
  const now = context.now();
  const [found, previous, forecast, newest] = await Promise.all([
    isAmongKeys(question) ? findAmongKeys(context, question) : findByGroup(context, question),
    readTotals(db, question, before),
    forecastSpend(db, question, now.getTime()),
    db.pool.query<{ recorded_at: Date }>(NEWEST, [question.tenantId]),
  ]);
  const instant = (ms: number) => new Date(ms).toISOString();
  return {
    tenantId: publicId('tenant', question.tenantId),
    currency: question.currency,
    from: instant(question.fromMs),
    to: instant(question.toMs),
    bucket: question.bucket,
    groupBy: question.groupBy,
    totals: found.totals,
    previous: { from: instant(before.fromMs), to: instant(before.toMs), totals: previous },
    ...(await viewGroups(context, question, found)),
    forecast,
    asOf: now.toISOString(),
    dataUntil: newest.rows[0]?.recorded_at.toISOString() ?? null,
  };
}

async function findByGroup({ db }: ManagementContext, question: UsageQuestion): Promise<Found> {
  const cells = await readCells(db, question);
  const ranked = [...Map.groupBy(cells, ({ group }) => group)]
    .map(([group, members]) => ({ group, figures: addFigures(members.map(({ figures }) => figures)) }))
    .sort(dearestFirst);
  const byStart = Map.groupBy(cells, ({ startMs }) => startMs);
  return {
    cells,
    ranked: ranked.slice(0, MOST_ROWS),
    rowCount: ranked.length,
    totalOf: (startMs) => addFigures((byStart.get(startMs) ?? []).map(({ figures }) => figures)),
    totals: addFigures(ranked.map(({ figures }) => figures)),
  };
}

/** Thousands of keys: only the dearest are read over time, and what is left is the total without them. */
async function findAmongKeys({ db }: ManagementContext, question: UsageQuestion): Promise<Found> {
  const [dearest, all] = await Promise.all([
    readDearestKeys(db, question, MOST_ROWS),
    readCells(db, { ...question, groupBy: 'none' }),
  ]);
  const charted = dearest.rows.slice(0, CHART_GROUPS).map(({ group }) => group);
  const cells = charted.length === 0 ? [] : await readCells(db, question, charted);
  const totalAt = new Map(all.map(({ startMs, figures }) => [startMs, figures]));
  return {
    cells,
    ranked: dearest.rows,
    rowCount: dearest.count,
    totalOf: (startMs) => totalAt.get(startMs) ?? NO_FIGURES,
    totals: addFigures(all.map(({ figures }) => figures)),
  };
}

async function viewGroups(context: ManagementContext, question: UsageQuestion, found: Found) {
  const charted = found.ranked.slice(0, CHART_GROUPS);
  const label = await nameGroups(context.db, question, found.ranked.map(({ group }) => group)); // prettier-ignore
  const rest = withoutFigures(found.totals, charted.map(({ figures }) => figures)); // prettier-ignore
  const others: UsageGroup[] = isNothing(rest) ? [] : [{ key: null, label: null, figures: rest }];
  const cellOf = new Map(found.cells.map((cell) => [`${cell.startMs} ${cell.group}`, cell.figures]));
  const lengthMs = bucketMs(question.bucket);
  const starts = Array.from(
    { length: (question.toMs - question.fromMs) / lengthMs },
    (_, index) => question.fromMs + index * lengthMs,
  );
  return {
    groups: [...charted.map(label), ...others],
    buckets: starts.map((startMs) => {
      const values = charted.map(({ group }) => cellOf.get(`${startMs} ${group}`) ?? NO_FIGURES);
      const figures = found.totalOf(startMs);
      return {
        start: new Date(startMs).toISOString(),
        end: new Date(startMs + lengthMs).toISOString(),
        figures,
        values: others.length === 0 ? values : [...values, withoutFigures(figures, values)],
      };
    }),
    rows: found.ranked.map(label),
    rowCount: found.rowCount,
  };
}

function dearestFirst(a: Ranked, b: Ranked): number {
  const byCharge = new Decimal(b.figures.charge).comparedTo(a.figures.charge);
  return byCharge || b.figures.requests - a.figures.requests || (a.group < b.group ? -1 : 1);
}
