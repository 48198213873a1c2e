-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "pepper_id" TEXT;
