-- AlterTable
ALTER TABLE "webhook_deliveries" ADD COLUMN     "schedule_from" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "webhook_endpoints" ADD COLUMN     "exhausted_told_at" TIMESTAMPTZ(6);

-- What waits, by lane: an endpoint, or all callbacks of a tenant. A lane is found, and its next delivery, without reading
-- what others have waiting.
CREATE INDEX "webhook_deliveries_pending_lane_idx" ON "webhook_deliveries" (coalesce("endpoint_id", "tenant_id"), "due_at") WHERE "state" = 'pending';
