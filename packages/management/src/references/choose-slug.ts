import { randomBytes } from 'node:crypto';
import { slugify } from '@turnpike/domain/slug';
import { isUniqueViolation } from '@turnpike/db/errors';
import { ApiError } from '@turnpike/errors/api-error';

/** The slug asked for, else one made from the name, else (a name without Latin letters) `kind-` and six digits of chance. */
export function chooseSlug(kind: string, name: string, asked?: string): string {
  return asked ?? slugify(name) ?? `${kind}-${randomBytes(3).toString('hex')}`;
}

/** Runs a creation; a unique value that is taken becomes `conflict`, naming the parameter. */
export async function refuseDuplicate<T>(param: string, value: string, create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ApiError('conflict', { message: `The ${param} "${value}" is taken.`, param, cause: error });
  }
}
