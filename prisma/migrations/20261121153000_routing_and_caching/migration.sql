-- Routing of models, discovery and health of providers, answers that are kept, shadows, and jobs that can be asked for twice.

-- DropIndex
DROP INDEX "model_costs_model_id_unit_effective_from_key";

-- AlterTable
ALTER TABLE "jobs" ADD COLUMN     "idempotency_hash" BYTEA,
ADD COLUMN     "request_digest" BYTEA;

-- AlterTable
ALTER TABLE "model_costs" ADD COLUMN     "target_id" UUID;

-- AlterTable
ALTER TABLE "models" ADD COLUMN     "routing" JSONB;

-- AlterTable
ALTER TABLE "products" ADD COLUMN     "cache" JSONB,
ADD COLUMN     "fallback_answer" TEXT;

-- AlterTable
ALTER TABLE "providers" ADD COLUMN     "discovery" JSONB,
ADD COLUMN     "health_check" JSONB;

-- CreateTable
CREATE TABLE "registration_tokens" (
    "id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "last4" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "registration_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shadow_comparisons" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "target_id" UUID NOT NULL,
    "shadow_target_id" UUID NOT NULL,
    "status" SMALLINT NOT NULL,
    "shadow_status" SMALLINT,
    "first_byte_ms" INTEGER,
    "shadow_first_byte_ms" INTEGER,
    "duration_ms" INTEGER NOT NULL,
    "shadow_duration_ms" INTEGER,
    "output_tokens" INTEGER NOT NULL,
    "shadow_output_tokens" INTEGER,
    "similarity" DOUBLE PRECISION,
    "same_finish" BOOLEAN,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "shadow_comparisons_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "registration_tokens_hash_key" ON "registration_tokens"("hash");

-- CreateIndex
CREATE INDEX "registration_tokens_provider_id_idx" ON "registration_tokens"("provider_id");

-- CreateIndex
CREATE INDEX "shadow_comparisons_model_id_idx" ON "shadow_comparisons"("model", "id");

-- CreateIndex
CREATE UNIQUE INDEX "jobs_application_id_environment_idempotency_hash_key" ON "jobs"("application_id", "environment", "idempotency_hash");

-- CreateIndex
CREATE UNIQUE INDEX "model_costs_model_id_target_id_unit_effective_from_key" ON "model_costs"("model_id", "target_id", "unit", "effective_from") NULLS NOT DISTINCT;

-- AddForeignKey
ALTER TABLE "model_costs" ADD CONSTRAINT "model_costs_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "targets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration_tokens" ADD CONSTRAINT "registration_tokens_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
