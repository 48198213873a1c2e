-- Every default is constant, so that no row is rewritten. Before this no operation measured pictures or time, so the
-- sums begin at zero without being filled.

-- AlterTable
ALTER TABLE "usage_days" ADD COLUMN     "audio_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "audio_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "cache_write_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "characters" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "images" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "searches" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "seconds" DECIMAL(38,12) NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_events" ADD COLUMN     "audio_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "audio_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "cache_write_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "characters" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "searches" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_key_days" ADD COLUMN     "audio_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "audio_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "cache_write_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "characters" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "images" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "searches" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "seconds" DECIMAL(38,12) NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_rollups" ADD COLUMN     "audio_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "audio_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "cache_write_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "characters" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "images" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "searches" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "seconds" DECIMAL(38,12) NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_totals" ADD COLUMN     "audio_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "audio_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "cache_write_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "characters" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "image_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "images" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "searches" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "seconds" DECIMAL(38,12) NOT NULL DEFAULT 0;
