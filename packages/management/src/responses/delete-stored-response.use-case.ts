import type { ResponseContext, ResponseOwner } from './stored-response.js';

const DELETE = `
  UPDATE stored_responses SET deleted_at = $4, request = '', response = ''
  WHERE tenant_id = $1 AND application_id = $2 AND environment = $3::"Environment" AND id = $5
    AND deleted_at IS NULL AND expires_at > $4`;

/** Erases one of the owner's responses by its bare id. False when there is none. */
export async function deleteStoredResponse(
  context: ResponseContext,
  { tenantId, applicationId, environment }: ResponseOwner,
  id: string,
): Promise<boolean> {
  const values = [tenantId, applicationId, environment, context.now(), id];
  const { rowCount } = await context.db.pool.query(DELETE, values);
  return rowCount === 1;
}
