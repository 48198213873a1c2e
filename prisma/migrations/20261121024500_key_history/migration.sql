-- What was done to one thing: a key's page asks for it.
CREATE INDEX "audit_entries_resource_id_id_idx" ON "audit_entries"("resource_id", "id");

-- What follows is not in the Prisma schema: Prisma neither sees it nor asks for it.

-- A key's successor: few keys have replaced another.
CREATE INDEX "api_keys_rotated_from" ON "api_keys"("rotated_from_id") WHERE "rotated_from_id" IS NOT NULL;

-- The keys of a list, without the credentials that browsers played with.
CREATE INDEX "api_keys_tenant_secrets" ON "api_keys"("tenant_id", "id") WHERE "purpose" = 'secret';
