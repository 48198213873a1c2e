-- A role that somebody has is never deleted from under them.
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_role_id_fkey";
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "tenant_roles"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "role_id" UUID;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "tenant_roles"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "memberships_role_id_idx" ON "memberships"("role_id");
