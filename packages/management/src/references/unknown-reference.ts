import { parseId, type IdKind } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';

/** The refusal of a request that names a thing which isn't there, or not for this actor. */
export function unknownReference(param: string, reference: string): ApiError {
  return new ApiError('unknown_reference', { message: `There is no ${param} "${reference}".`, param });
}

/** How Prisma finds what is referred to by id or by its natural name (`slug`, `name`). */
export function byIdOr<Field extends string>(
  kind: IdKind,
  reference: string,
  field: Field,
): { id: string } | Record<Field, string> {
  const id = parseId(kind, reference);
  return id === null ? ({ [field]: reference } as Record<Field, string>) : { id };
}
