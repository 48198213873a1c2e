/**
 * The questions put to the tables of sums. Each takes the coarsest one that can answer it: days and totals by the hour
 * know no keys, days of keys no models, and only the finest, asked for one key or for few days, knows all of it.
 */
import type { UsageFigures } from '@turnpike/contracts/management/usage';
import type { Database } from '@turnpike/db/client';
import { type FigureRow, figuresOf, NO_FIGURES, SUM_FIGURES } from './usage-figures.js';
import { isByKeyAndDay, type UsageQuestion } from './usage-question.js';

/** Figures of a group in a bucket. */
export interface UsageCell {
  startMs: number;
  group: string;
  figures: UsageFigures;
}

const GROUP_COLUMNS = {
  none: `''`,
  model: 'model',
  application: 'application_id::text',
  key: 'api_key_id::text',
  environment: 'environment',
} as const;

interface Range {
  fromMs: number;
  toMs: number;
}

interface Source {
  table: string;
  time: 'hour' | 'day';
}

/** Sums by bucket and group. */
export async function readCells(db: Database, question: UsageQuestion, only?: readonly string[]): Promise<UsageCell[]> {
  const source = sourceOf(question, question.groupBy);
  const values: unknown[] = [];
  const group = GROUP_COLUMNS[question.groupBy];
  const conditions = conditionsOf(question, { source, range: question, values });
  if (only !== undefined) conditions.push(`api_key_id = ANY($${values.push(only)}::uuid[])`);
  const start = question.bucket === source.time ? source.time : `date_trunc('day', ${source.time}, 'UTC')`;
  const { rows } = await db.pool.query<FigureRow & { start: Date; group: string }>(
    `SELECT ${start} AS start, ${group} AS group, ${SUM_FIGURES} FROM ${source.table}
     WHERE ${conditions.join(' AND ')} GROUP BY 1, 2`,
    values,
  );
  return rows.map((row) => ({ startMs: row.start.getTime(), group: row.group, figures: figuresOf(row) }));
}

/** Sums of a range, whatever it is grouped by. */
export async function readTotals(db: Database, question: UsageQuestion, range: Range): Promise<UsageFigures> {
  const source = sourceOf(question, 'none');
  const values: unknown[] = [];
  const conditions = conditionsOf(question, { source, range, values });
  const { rows } = await db.pool.query<FigureRow>(
    `SELECT ${SUM_FIGURES} FROM ${source.table} WHERE ${conditions.join(' AND ')}`,
    values,
  );
  return figuresOf(rows[0] as FigureRow);
}

/**
 * The dearest keys of a range, and how many there are. Ranked by charge alone first: of thousands of keys only those
 * shown have all their figures added up.
 */
export async function readDearestKeys(
  db: Database,
  question: UsageQuestion,
  limit: number,
): Promise<{ rows: { group: string; figures: UsageFigures }[]; count: number }> {
  const source = sourceOf(question, 'key');
  const values: unknown[] = [];
  const conditions = conditionsOf(question, { source, range: question, values });
  const ranked = await db.pool.query<{ id: string; count: string }>(
    `SELECT api_key_id AS id, count(*) OVER () AS count FROM ${source.table} WHERE ${conditions.join(' AND ')}
     GROUP BY 1 ORDER BY sum(charge) DESC, sum(requests) DESC, 1 LIMIT $${values.push(limit)}`,
    values,
  );
  const ids = ranked.rows.map(({ id }) => id);
  const figures = await readFiguresOfKeys(db, question, ids);
  return {
    rows: ids.map((id) => ({ group: id, figures: figures.get(id) ?? NO_FIGURES })),
    count: Number(ranked.rows[0]?.count ?? 0),
  };
}

async function readFiguresOfKeys(db: Database, question: UsageQuestion, ids: readonly string[]) {
  const source = sourceOf(question, 'key');
  const values: unknown[] = [];
  const conditions = conditionsOf(question, { source, range: question, values });
  const { rows } = await db.pool.query<FigureRow & { id: string }>(
    `SELECT api_key_id AS id, ${SUM_FIGURES} FROM ${source.table}
     WHERE ${conditions.join(' AND ')} AND api_key_id = ANY($${values.push(ids)}::uuid[]) GROUP BY 1`,
    values,
  );
  return new Map(rows.map((row) => [row.id, figuresOf(row)]));
}

/** The coarsest table that knows what is asked. */
function sourceOf(question: UsageQuestion, groupBy: UsageQuestion['groupBy']): Source {
  if (question.keyId !== null) return { table: 'usage_rollups', time: 'hour' };
  if (groupBy === 'key') {
    return isByKeyAndDay(question)
      ? { table: 'usage_key_days', time: 'day' }
      : { table: 'usage_rollups', time: 'hour' };
  }
  return question.bucket === 'day' ? { table: 'usage_days', time: 'day' } : { table: 'usage_totals', time: 'hour' };
}

function conditionsOf(
  question: UsageQuestion,
  { source, range, values }: { source: Source; range: Range; values: unknown[] },
): string[] {
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = [
    `tenant_id = ${bind(question.tenantId)}::uuid`,
    `${source.time} >= ${bind(new Date(range.fromMs))}`,
    `${source.time} < ${bind(new Date(range.toMs))}`,
  ];
  const equal = (column: string, value: string | null, type: string) => {
    if (value !== null) conditions.push(`${column} = ${bind(value)}::${type}`);
  };
  equal('environment', question.environment, 'text');
  equal('application_id', question.applicationId, 'uuid');
  equal('api_key_id', question.keyId, 'uuid');
  equal('model', question.model, 'text');
  return conditions;
}
