import {
  readStored,
  type ResponseContext,
  type ResponseOwner,
  type StoredBytes,
  type StoredResponse,
} from './stored-response.js';

const FIND = `
  SELECT id, previous_id AS "previousId", request, response FROM stored_responses
  WHERE tenant_id = $1 AND application_id = $2 AND environment = $3::"Environment" AND id = $5
    AND deleted_at IS NULL AND expires_at > $4`;

/** One of the owner's responses by its bare id; null when there is none. */
export async function getStoredResponse(
  context: ResponseContext,
  { tenantId, applicationId, environment }: ResponseOwner,
  id: string,
): Promise<StoredResponse | null> {
  const values = [tenantId, applicationId, environment, context.now(), id];
  const { rows } = await context.db.pool.query<StoredBytes>(FIND, values);
  return rows[0] === undefined ? null : readStored(rows[0]);
}
