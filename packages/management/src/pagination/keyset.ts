/**
 * Keyset pagination over UUIDv7 primary keys, newest first: a page costs the same however deep it lies, and rows that
 * arrive meanwhile shift nothing. The cursor is the last id shown, in base64url; it grants nothing.
 */
import type { Page } from '@turnpike/contracts/management/fields';
import { ApiError } from '@turnpike/errors/api-error';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const CURSOR = /^[A-Za-z0-9_-]{22}$/;

export interface KeysetInput {
  limit?: number | undefined;
  cursor?: string | undefined;
}

export interface Keyset {
  limit: number;
  /** Show ids smaller than this one. */
  before: string | undefined;
}

/** Throws `validation_failed` for a cursor that no list gave out. */
export function readKeyset(input: KeysetInput): Keyset {
  const limit = Math.min(Math.max(1, input.limit ?? DEFAULT_LIMIT), MAX_LIMIT);
  return { limit, before: input.cursor === undefined ? undefined : decodeCursor(input.cursor) };
}

/** The part of a Prisma `where` that begins after the cursor. */
export function afterCursor({ before }: Keyset): { id?: { lt: string } } {
  return before === undefined ? {} : { id: { lt: before } };
}

/** The rest of a Prisma query for a page: one row more than is shown tells whether there is a next one. */
export function newestFirst({ limit }: Keyset): { orderBy: { id: 'desc' }; take: number } {
  return { orderBy: { id: 'desc' }, take: limit + 1 };
}

/** Cuts the extra row off and makes the next cursor of it. */
export function toPage<Row extends { id: string }, View>(
  rows: Row[],
  { limit }: Keyset,
  view: (row: Row) => View,
): Page<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(view), nextCursor: more ? cursorAfter(last.id) : null };
}

/** The cursor of a page that begins after this bare id. */
export function cursorAfter(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

function decodeCursor(cursor: string): string {
  if (!CURSOR.test(cursor))
    throw new ApiError('validation_failed', { message: 'The cursor is not valid.', param: 'cursor' });
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
