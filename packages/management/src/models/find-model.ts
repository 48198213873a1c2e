import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import { byIdOr } from '../references/unknown-reference.js';
import { WITH_TARGETS, type ModelRow } from './model-view.js';

/** The model of that name or id with targets and costs, its row locked so that changes of it go one after another. */
export async function lockModel(tx: Transaction, reference: string): Promise<ModelRow> {
  const found = await tx.model.findFirst({ where: byIdOr('model', reference, 'name'), select: { id: true } });
  if (found === null) throw new ApiError('not_found');
  await tx.$queryRaw`SELECT FROM models WHERE id = ${found.id}::uuid FOR UPDATE`;
  return tx.model.findUniqueOrThrow({ where: { id: found.id }, include: WITH_TARGETS });
}
