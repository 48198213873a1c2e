-- AlterTable
ALTER TABLE "call_records" ADD COLUMN     "environment" TEXT;

-- AlterTable
ALTER TABLE "usage_totals" ADD COLUMN     "cost_currency" CHAR(3);

-- What a total's cost was in is not known from the total, and the events know it and how long each call took. They are
-- summed again rather than guessed.
DELETE FROM "usage_totals";
ALTER TABLE "usage_totals" DROP CONSTRAINT "usage_totals_pkey",
ALTER COLUMN "cost_currency" SET NOT NULL,
ADD CONSTRAINT "usage_totals_pkey" PRIMARY KEY ("tenant_id", "hour", "application_id", "environment", "model", "currency", "cost_currency");

INSERT INTO "usage_totals" ("tenant_id", "hour", "application_id", "environment", "model", "currency", "cost_currency", "requests", "errors", "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens", "charge", "overrun", "cost", "duration_ms")
SELECT "tenant_id", date_trunc('hour', to_timestamp(('x' || translate(left("id"::text, 13), '-', ''))::bit(48)::bigint / 1000.0), 'UTC'),
  "application_id", "environment", "model", "currency", coalesce("cost_currency", "currency"),
  sum("sign"), coalesce(sum("sign") FILTER (WHERE "status" >= 400), 0), sum("input_tokens"), sum("cached_input_tokens"),
  sum("output_tokens"), sum("reasoning_tokens"), sum("charge"), sum("overrun"), sum("cost"),
  sum("sign" * round(extract(epoch FROM "ended_at" - "started_at") * 1000)::bigint)
FROM (SELECT *, CASE "kind" WHEN 'reversal' THEN -1 ELSE 1 END AS "sign" FROM "usage_events") "events"
GROUP BY 1, 2, 3, 4, 5, 6, 7;

-- CreateIndex
CREATE INDEX "call_records_tenant_id_environment_id_idx" ON "call_records"("tenant_id", "environment", "id");

-- CreateIndex
CREATE INDEX "call_records_tenant_id_model_id_idx" ON "call_records"("tenant_id", "model", "id");

-- CreateIndex
CREATE INDEX "usage_events_tenant_id_environment_id_idx" ON "usage_events"("tenant_id", "environment", "id");

-- CreateIndex
CREATE INDEX "usage_events_tenant_id_model_id_idx" ON "usage_events"("tenant_id", "model", "id");

-- CreateIndex
CREATE INDEX "usage_rollups_api_key_id_hour_idx" ON "usage_rollups"("api_key_id", "hour");



-- What follows is not in the Prisma schema: Prisma neither sees it nor asks for it.

-- What is rare among a tenant's calls and looked for: failures, and the calls of one end user.
CREATE INDEX "call_records_failed_idx" ON "call_records"("tenant_id", "id") INCLUDE ("status") WHERE "status" >= 400;
CREATE INDEX "usage_events_failed_idx" ON "usage_events"("tenant_id", "id") INCLUDE ("status") WHERE "status" >= 400;
CREATE INDEX "usage_events_end_user_idx" ON "usage_events"("tenant_id", "end_user", "id") WHERE "end_user" IS NOT NULL;

-- Refusals of the whole platform by their reason.
CREATE INDEX "call_records_error_code_idx" ON "call_records"("id") INCLUDE ("error_code") WHERE "error_code" IS NOT NULL;
