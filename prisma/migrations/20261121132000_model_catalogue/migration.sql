-- CreateTable
CREATE TABLE "model_catalogue_overrides" (
    "vendor" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "entry" JSONB,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_catalogue_overrides_pkey" PRIMARY KEY ("vendor","model")
);

-- CreateTable
CREATE TABLE "model_catalogue_versions" (
    "number" INTEGER NOT NULL,
    "shipped_version" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "added" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "removed" INTEGER NOT NULL,
    "changes" JSONB NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_catalogue_versions_pkey" PRIMARY KEY ("number")
);
