-- What a model can be asked for, by the keys of operations. Empty: nobody said.
ALTER TABLE "models" ADD COLUMN "operations" TEXT[] DEFAULT ARRAY[]::TEXT[];
