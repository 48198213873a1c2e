import {
  readStored,
  type ResponseContext,
  type ResponseOwner,
  type StoredBytes,
  type StoredResponse,
} from './stored-response.js';

export interface WantedChain {
  /** Bare id of the last one. */
  readonly id: string;
  /** Most responses it may have. */
  readonly lengthLimit: number;
  /** Most bytes they may have together. */
  readonly bytesLimit: number;
}

/**
 * `missing`: one of the chain isn't there, or not there any more; its bare id. `too_long`: it goes on beyond the limits.
 */
export type ResponseChain =
  | { readonly kind: 'whole'; readonly responses: readonly StoredResponse[] }
  | { readonly kind: 'missing'; readonly id: string }
  | { readonly kind: 'too_long' };

interface Row extends StoredBytes {
  bytes: string;
}

/** The ids first, then what they hold: the walk carries no contents. */
const CHAIN = `
  WITH RECURSIVE readable AS NOT MATERIALIZED (
    SELECT id, previous_id, octet_length(request) + octet_length(response) AS size FROM stored_responses
    WHERE tenant_id = $1 AND application_id = $2 AND environment = $3::"Environment" AND deleted_at IS NULL
      AND expires_at > $4
  ), chain AS (
    SELECT id, previous_id, size::bigint AS bytes, 1 AS place FROM readable WHERE id = $5
    UNION ALL
    SELECT r.id, r.previous_id, c.bytes + r.size, c.place + 1
    FROM chain c JOIN readable r ON r.id = c.previous_id
    WHERE c.place < $6 AND c.bytes <= $7
  )
  SELECT c.id, c.previous_id AS "previousId", c.bytes, r.request, r.response
  FROM chain c JOIN stored_responses r ON r.tenant_id = $1 AND r.id = c.id
  WHERE c.bytes <= $7
  ORDER BY c.place DESC`;

/** A response of the owner's and all that it follows, oldest first. */
export async function loadResponseChain(
  context: ResponseContext,
  { tenantId, applicationId, environment }: ResponseOwner,
  { id, lengthLimit, bytesLimit }: WantedChain,
): Promise<ResponseChain> {
  const values = [tenantId, applicationId, environment, context.now(), id, lengthLimit, bytesLimit];
  const { rows } = await context.db.pool.query<Row>(CHAIN, values);
  const [oldest] = rows;
  if (oldest === undefined) return missingOrTooLong(context, { tenantId, applicationId, environment }, id);
  if (oldest.previousId === null) return { kind: 'whole', responses: rows.map(readStored) };
  if (rows.length >= lengthLimit) return { kind: 'too_long' };
  return missingOrTooLong(context, { tenantId, applicationId, environment }, oldest.previousId);
}

const EXISTS = `
  SELECT FROM stored_responses
  WHERE tenant_id = $1 AND application_id = $2 AND environment = $3::"Environment" AND deleted_at IS NULL
    AND expires_at > $4 AND id = $5`;

/** Why the walk ended before a response: there is none, or it is too large to be loaded with the others. */
async function missingOrTooLong(
  context: ResponseContext,
  { tenantId, applicationId, environment }: ResponseOwner,
  id: string,
): Promise<ResponseChain> {
  const { rowCount } = await context.db.pool.query(EXISTS, [tenantId, applicationId, environment, context.now(), id]);
  return rowCount === 0 ? { kind: 'missing', id } : { kind: 'too_long' };
}
