-- CreateEnum
CREATE TYPE "KeyPurpose" AS ENUM ('secret', 'playground');

-- CreateEnum
CREATE TYPE "EmailTokenPurpose" AS ENUM ('verify_email', 'reset_password');

-- CreateEnum
CREATE TYPE "PaymentStatus" AS ENUM ('pending', 'paid', 'failed', 'expired');

-- AlterEnum
ALTER TYPE "ApprovalMode" ADD VALUE 'payment';

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "purpose" "KeyPurpose" NOT NULL DEFAULT 'secret',
ADD COLUMN     "rotated_from_id" UUID;

-- AlterTable
ALTER TABLE "plan_versions" ADD COLUMN     "prepayment" DECIMAL(38,12);

-- AlterTable
ALTER TABLE "plans" ADD COLUMN     "description" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "providers" ADD COLUMN     "serves_test_keys" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "requested_plan_id" UUID;

-- AlterTable
ALTER TABLE "tenants" ADD COLUMN     "payment_customer_id" TEXT,
ADD COLUMN     "showcase" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "user_identities" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "user_identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "email_tokens" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" "EmailTokenPurpose" NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "email_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt_counts" (
    "key" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(6) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "attempt_counts_pkey" PRIMARY KEY ("key","window_start")
);

-- CreateTable
CREATE TABLE "notices" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "tenant_id" UUID,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(6),

    CONSTRAINT "notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "subscription_id" UUID,
    "provider" TEXT NOT NULL,
    "provider_session_id" TEXT,
    "provider_payment_id" TEXT,
    "checkout_url" TEXT,
    "currency" CHAR(3) NOT NULL,
    "amount" DECIMAL(38,12) NOT NULL,
    "status" "PaymentStatus" NOT NULL DEFAULT 'pending',
    "failure" TEXT NOT NULL DEFAULT '',
    "transaction_id" UUID,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "paid_at" TIMESTAMPTZ(6),

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_events" (
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payment_id" UUID,
    "outcome" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_totals" (
    "tenant_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "application_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "requests" BIGINT NOT NULL DEFAULT 0,
    "errors" BIGINT NOT NULL DEFAULT 0,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "cached_input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "reasoning_tokens" BIGINT NOT NULL DEFAULT 0,
    "charge" DECIMAL(38,12) NOT NULL DEFAULT 0,
    "overrun" DECIMAL(38,12) NOT NULL DEFAULT 0,
    "cost" DECIMAL(38,12) NOT NULL DEFAULT 0,
    "duration_ms" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "usage_totals_pkey" PRIMARY KEY ("tenant_id","hour","application_id","environment","model","currency")
);

-- CreateTable
CREATE TABLE "usage_key_days" (
    "tenant_id" UUID NOT NULL,
    "day" TIMESTAMPTZ(6) NOT NULL,
    "api_key_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "requests" BIGINT NOT NULL DEFAULT 0,
    "errors" BIGINT NOT NULL DEFAULT 0,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "cached_input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "reasoning_tokens" BIGINT NOT NULL DEFAULT 0,
    "charge" DECIMAL(38,12) NOT NULL DEFAULT 0,

    CONSTRAINT "usage_key_days_pkey" PRIMARY KEY ("tenant_id","day","api_key_id","environment","currency")
);

-- CreateIndex
CREATE INDEX "user_identities_user_id_idx" ON "user_identities"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_identities_provider_subject_key" ON "user_identities"("provider", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "email_tokens_token_hash_key" ON "email_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "email_tokens_user_id_purpose_idx" ON "email_tokens"("user_id", "purpose");

-- CreateIndex
CREATE INDEX "attempt_counts_window_start_idx" ON "attempt_counts"("window_start");

-- CreateIndex
CREATE INDEX "notices_user_id_id_idx" ON "notices"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_provider_session_id_key" ON "payments"("provider_session_id");

-- CreateIndex
CREATE INDEX "payments_tenant_id_id_idx" ON "payments"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "payments_subscription_id_idx" ON "payments"("subscription_id");

-- CreateIndex
CREATE INDEX "usage_totals_hour_idx" ON "usage_totals"("hour");

-- CreateIndex
CREATE INDEX "usage_key_days_api_key_id_day_idx" ON "usage_key_days"("api_key_id", "day");

-- CreateIndex
CREATE INDEX "call_records_api_key_id_id_idx" ON "call_records"("api_key_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "tenants_payment_customer_id_key" ON "tenants"("payment_customer_id");

-- AddForeignKey
ALTER TABLE "user_identities" ADD CONSTRAINT "user_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "email_tokens" ADD CONSTRAINT "email_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notices" ADD CONSTRAINT "notices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_requested_plan_id_fkey" FOREIGN KEY ("requested_plan_id") REFERENCES "plans"("id") ON DELETE SET NULL ON UPDATE CASCADE;



-- What follows is not in the Prisma schema: Prisma neither sees it nor asks for it.

-- Who is here already was made by an admin, who vouched for the address.
UPDATE "users" SET "email_verified_at" = "created_at" WHERE "email_verified_at" IS NULL;

-- The one provider that served test keys until now was known by its name.
UPDATE "providers" SET "serves_test_keys" = true WHERE "slug" = 'sandbox';

-- What was used before the coarser sums were kept.
INSERT INTO "usage_totals" ("tenant_id", "hour", "application_id", "environment", "model", "currency", "requests", "errors", "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens", "charge", "overrun", "cost")
SELECT "tenant_id", "hour", "application_id", "environment", "model", "currency", sum("requests"), sum("errors"), sum("input_tokens"), sum("cached_input_tokens"), sum("output_tokens"), sum("reasoning_tokens"), sum("charge"), sum("overrun"), sum("cost")
FROM "usage_rollups" GROUP BY 1, 2, 3, 4, 5, 6;
INSERT INTO "usage_key_days" ("tenant_id", "day", "api_key_id", "application_id", "environment", "currency", "requests", "errors", "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens", "charge")
SELECT "tenant_id", date_trunc('day', "hour", 'UTC'), "api_key_id", min("application_id"::text)::uuid, "environment", "currency", sum("requests"), sum("errors"), sum("input_tokens"), sum("cached_input_tokens"), sum("output_tokens"), sum("reasoning_tokens"), sum("charge")
FROM "usage_rollups" GROUP BY 1, 2, 3, 5, 6;

-- One credential of minutes per application, person and environment.
CREATE UNIQUE INDEX "api_keys_playground_key" ON "api_keys"("application_id", "created_by", "environment") WHERE "purpose" = 'playground' AND "revoked_at" IS NULL;

-- Money that can't be meant.
ALTER TABLE "payments" ADD CONSTRAINT "payments_amount_check" CHECK ("amount" > 0);
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_prepayment_check" CHECK ("prepayment" > 0);

-- Rows that are updated all the time, as in the tables beside them.
ALTER TABLE "usage_totals" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
ALTER TABLE "usage_key_days" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
