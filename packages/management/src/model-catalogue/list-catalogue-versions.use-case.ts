import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { CatalogueVersionView } from '@turnpike/contracts/management/model-catalogue';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { nameActors } from '../audit/actor-names.js';
import { isPlatform, requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { versionView } from './write-changes.js';

const DEFAULT_LIMIT = 50;

/** Who changed the catalogue, when and how much, newest first. Platform admins only. */
export async function listCatalogueVersions(
  context: ManagementContext,
  actor: Actor,
  input: ListInput,
): Promise<Page<CatalogueVersionView>> {
  requirePermission(actor, 'catalogue:read');
  const limit = input.limit ?? DEFAULT_LIMIT;
  const { prisma } = context.db;
  const rows = await prisma.modelCatalogueVersion.findMany({
    ...(input.cursor === undefined ? {} : { where: { number: { lt: readCursor(input.cursor) } } }),
    orderBy: { number: 'desc' },
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const nameOf = await nameActors(prisma, shown, { isPlatform: isPlatform(actor) });
  const items = shown.map((row) => {
    const { name, email } = nameOf(row);
    return versionView(row, name ?? email);
  });
  const last = shown.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? String(last.number) : null };
}

function readCursor(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new ApiError('validation_failed', { message: 'The cursor is not valid.', param: 'cursor' });
}
