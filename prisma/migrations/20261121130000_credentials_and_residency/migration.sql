-- Several credentials per provider, and where calls may be served. The providers' own columns go at once: left behind,
-- they would keep secrets that were replaced or removed since. A gateway of the version before serves on with the
-- catalogue it has until it is replaced.

-- CreateTable
CREATE TABLE "provider_credentials" (
    "id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "status" "ResourceStatus" NOT NULL DEFAULT 'active',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_credentials_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "provider_credentials_key_id_idx" ON "provider_credentials"("key_id");

-- CreateIndex
CREATE UNIQUE INDEX "provider_credentials_provider_id_name_key" ON "provider_credentials"("provider_id", "name");

-- AddForeignKey
ALTER TABLE "provider_credentials" ADD CONSTRAINT "provider_credentials_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A provider's first credential has the provider's id.
INSERT INTO "provider_credentials" ("id", "provider_id", "name", "ciphertext", "key_id", "created_at")
SELECT "id", "id", 'default', "credential_ciphertext", "credential_key_id", "created_at" FROM "providers"
WHERE "credential_ciphertext" IS NOT NULL AND "credential_key_id" IS NOT NULL;

-- AlterTable
ALTER TABLE "providers" DROP COLUMN "credential_ciphertext",
DROP COLUMN "credential_key_id";

-- AlterTable
ALTER TABLE "targets" ADD COLUMN     "region" TEXT,
ADD COLUMN     "retention_days" INTEGER;

-- AlterTable
ALTER TABLE "tenants" ADD COLUMN     "max_retention_days" INTEGER,
ADD COLUMN     "residency_regions" TEXT[] DEFAULT ARRAY[]::TEXT[];
