import type { ShowcaseCallView, ShowcaseView } from '@turnpike/contracts/management/catalogue';
import { type PriceTable, pricesUnits, rate, usedUnits } from '@turnpike/domain/rating';
import { inputTokensOf, outputTokensOf, type Usage } from '@turnpike/domain/usage';
import type { ManagementContext } from '../management-context.js';
import { TOKEN_COLUMNS, type TokenColumn } from '../usage/token-counts.js';

const CALLS_SHOWN = 8;
/** How far back a tenant's calls are looked through for those: a bound on the page's cost. */
const CALLS_READ = 2000;
const CALLS_MEASURED = 500;

interface CallRow extends Record<TokenColumn, string> {
  model: string;
  images: number;
  characters: string;
  searches: string;
  seconds: string;
  currency: string;
  plan_version_id: string | null;
  started_at: Date;
  duration_ms: number;
}

const CALLS = `
  SELECT e.model, ${TOKEN_COLUMNS.map((column) => `e.${column}`).join(', ')}, e.images, e.characters, e.searches,
         trim_scale(e.seconds)::text AS seconds, e.currency, e.plan_version_id, e.started_at,
         (extract(epoch FROM e.ended_at - e.started_at) * 1000)::float8 AS duration_ms
  FROM tenants t CROSS JOIN LATERAL (
    SELECT * FROM usage_events WHERE tenant_id = t.id ORDER BY id DESC LIMIT ${CALLS_READ}
  ) e
  WHERE t.showcase AND e.environment = 'test' AND e.kind = 'usage' AND e.status = 200 AND e.end_reason = 'complete'
  ORDER BY e.id DESC LIMIT ${CALLS_SHOWN}`;

const OVERHEAD = `
  SELECT count(*)::int AS measured,
         (percentile_cont(0.5) WITHIN GROUP (ORDER BY (r.detail->>'overheadUs')::bigint) / 1000)::float8 AS median
  FROM tenants t CROSS JOIN LATERAL (
    SELECT detail FROM call_records WHERE tenant_id = t.id AND status = 200 ORDER BY id DESC LIMIT ${CALLS_MEASURED}
  ) r
  WHERE t.showcase AND r.detail->>'overheadUs' IS NOT NULL`;

/**
 * The newest answered test calls of tenants that agreed to be shown (`showcase`), for anyone: model, tokens, what it would
 * have cost, how long it took, when; nobody's name, no id, no text. A fixed number of queries over a bounded number of rows.
 */
export async function listShowcaseCalls(context: ManagementContext): Promise<ShowcaseView> {
  const [calls, overhead] = await Promise.all([
    context.db.pool.query<CallRow>(CALLS),
    context.db.pool.query<{ measured: number; median: number | null }>(OVERHEAD),
  ]);
  const prices = await loadPrices(context, calls.rows);
  const { measured = 0, median = null } = overhead.rows[0] ?? {};
  return {
    calls: calls.rows.map((row) => showcaseCallView(row, prices(row))),
    overheadMsMedian: median === null ? null : Math.round(median * 1000) / 1000,
    measured,
  };
}

/** What each call's plan version asks for its model: the general prices, with the model's own in their place. */
async function loadPrices(context: ManagementContext, rows: CallRow[]): Promise<(row: CallRow) => PriceTable> {
  const planVersionId = { in: rows.flatMap(({ plan_version_id: id }) => id ?? []) };
  const found = await context.db.prisma.price.findMany({
    where: { planVersionId, OR: [{ modelId: null }, { model: { name: { in: rows.map(({ model }) => model) } } }] },
    select: { planVersionId: true, unit: true, amount: true, model: { select: { name: true } } },
  });
  return ({ plan_version_id: id, model }) => {
    const ofVersion = found.filter((price) => price.planVersionId === id);
    const table = (name: string | undefined) =>
      ofVersion
        .filter((price) => price.model?.name === name)
        .map(({ unit, amount }) => [unit, amount.toFixed()] as const);
    return Object.fromEntries([...table(undefined), ...table(model)]);
  };
}

function showcaseCallView(row: CallRow, prices: PriceTable): ShowcaseCallView {
  const usage: Usage = {
    inputTokens: Number(row.input_tokens),
    cachedInputTokens: Number(row.cached_input_tokens),
    cacheWriteTokens: Number(row.cache_write_tokens),
    audioInputTokens: Number(row.audio_input_tokens),
    imageInputTokens: Number(row.image_input_tokens),
    outputTokens: Number(row.output_tokens),
    reasoningTokens: Number(row.reasoning_tokens),
    audioOutputTokens: Number(row.audio_output_tokens),
    imageOutputTokens: Number(row.image_output_tokens),
    images: row.images,
    characters: Number(row.characters),
    searches: Number(row.searches),
    seconds: row.seconds,
  };
  return {
    model: row.model,
    inputTokens: inputTokensOf(usage),
    outputTokens: outputTokensOf(usage),
    charge: pricesUnits(prices, usedUnits(usage)) ? rate(prices, usage).charge : null,
    currency: row.currency,
    durationMs: Math.round(row.duration_ms),
    at: row.started_at.toISOString(),
  };
}
