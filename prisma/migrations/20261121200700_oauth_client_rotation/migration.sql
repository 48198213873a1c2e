-- AlterTable
ALTER TABLE "oauth_clients" ADD COLUMN     "previous_secret_hash" BYTEA,
ADD COLUMN     "previous_secret_until" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "oauth_signing_keys" DROP COLUMN "retired_at";
