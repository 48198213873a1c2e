-- Until now people were made by platform admins alone, who vouch for their addresses.
UPDATE "users" SET "email_verified_at" = "created_at" WHERE "email_verified_at" IS NULL;
