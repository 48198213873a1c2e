import type { KeyView } from '@turnpike/contracts/management/keys';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findKey } from './find-key.js';
import { keyView } from './key-view.js';

/** Keys of one line that are shown at most: far more than anyone rotates within the life of a name. */
const LINE_LIMIT = 50;

/** The line of rotations a key stands in, itself included, newest first: what it replaced and what replaced it. */
export async function listKeyRotations(
  context: ManagementContext,
  actor: Actor,
  input: { keyId: string },
): Promise<KeyView[]> {
  const { prisma, pool } = context.db;
  const { id } = await findKey(prisma, actor, { ...input, permission: 'key:read' });
  const { rows } = await pool.query<{ id: string }>(LINE, [id, LINE_LIMIT]);
  const keys = await prisma.apiKey.findMany({
    where: { id: { in: rows.map((row) => row.id) } },
    orderBy: { id: 'desc' },
  });
  const now = context.now();
  return keys.map((key) => keyView(key, now));
}

const LINE = `
  WITH RECURSIVE
    before AS (
      SELECT id, rotated_from_id, 0 AS steps FROM api_keys WHERE id = $1
      UNION ALL
      SELECT k.id, k.rotated_from_id, steps + 1 FROM api_keys k JOIN before ON k.id = before.rotated_from_id WHERE steps < $2
    ),
    after AS (
      SELECT id, 0 AS steps FROM api_keys WHERE id = $1
      UNION ALL
      SELECT k.id, steps + 1 FROM api_keys k JOIN after ON k.rotated_from_id = after.id WHERE steps < $2
    )
  SELECT id FROM before UNION SELECT id FROM after ORDER BY id DESC LIMIT $2`;
