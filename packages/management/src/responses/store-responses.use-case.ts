import type { NewStoredResponse, ResponseContext } from './stored-response.js';

const RESPONSE_COLUMNS = 12;

/**
 * Keeps finished answers of any number of callers in one statement. Those that were kept before stay as they are, deleted
 * ones included, so that it may run again when its outcome is unknown.
 */
export async function storeResponses(context: ResponseContext, rows: readonly NewStoredResponse[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.flatMap((row) => [
    row.tenantId, row.id, row.applicationId, row.apiKeyId, row.environment, row.model, row.status, row.previousId,
    row.request, row.response, row.createdAt, row.expiresAt,
  ]); // prettier-ignore
  await context.db.pool.query(
    `INSERT INTO stored_responses (tenant_id, id, application_id, api_key_id, environment, model, status, previous_id,
       request, response, created_at, expires_at)
     VALUES ${places(rows.length)}
     ON CONFLICT DO NOTHING`,
    values,
  );
}

/** `($1, $2, …), ($13, …)` */
function places(rows: number): string {
  return Array.from({ length: rows }, (_, row) => {
    const names = Array.from({ length: RESPONSE_COLUMNS }, (__, column) => `$${row * RESPONSE_COLUMNS + column + 1}`);
    return `(${names.join(', ')})`;
  }).join(', ');
}
