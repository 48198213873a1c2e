-- How many jobs of a tenant wait is asked whenever one is created, however many have ended.
CREATE INDEX "jobs_queued_tenant_id_idx" ON "jobs" ("tenant_id") WHERE "state" = 'queued';
