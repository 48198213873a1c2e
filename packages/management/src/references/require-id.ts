import { parseId, type IdKind } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';

/** The uuid of a public id. A malformed id, or one of another kind, names nothing: `not_found`. */
export function requireId(kind: IdKind, text: string): string {
  const id = parseId(kind, text);
  if (id === null) throw new ApiError('not_found');
  return id;
}
