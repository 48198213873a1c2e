import { randomBytes } from 'node:crypto';
import { isUniqueViolation } from '@turnpike/db/errors';
import { slugify } from '@turnpike/domain/slug';
import { ApiError } from '@turnpike/errors/api-error';

/** What a slug is chosen from. `kind` names a thing whose name has no Latin letters. */
export interface SlugSource {
  kind: string;
  name: string;
  /** The caller's own choice, which is kept or refused and never changed. */
  asked: string | undefined;
}

const SLUG_LENGTH = 64;
const SUFFIX_BYTES = 3;
/** Sixteen million suffixes: a second one that is taken too is no accident of chance. */
const RETRIES = 2;

/**
 * Creates a thing under the slug asked for, else under one made from its name; where that one is taken, or the name has
 * no Latin letters, with six hexadecimal digits of chance behind it. `create` runs once per slug tried and must leave
 * nothing behind when it fails. Throws `conflict` for a slug that was asked for and is taken.
 */
export async function createWithSlug<T>(source: SlugSource, create: (slug: string) => Promise<T>): Promise<T> {
  const { kind, name, asked } = source;
  if (asked !== undefined) return refuseDuplicate('slug', asked, () => create(asked));
  const made = slugify(name);
  let slug = made ?? withSuffix(kind);
  for (let retry = 1; retry <= RETRIES; retry++) {
    try {
      return await create(slug);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      slug = withSuffix(made ?? kind);
    }
  }
  return refuseDuplicate('slug', slug, () => create(slug));
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

function withSuffix(word: string): string {
  const suffix = randomBytes(SUFFIX_BYTES).toString('hex');
  const room = SLUG_LENGTH - suffix.length - 1;
  return `${word.slice(0, room).replace(/-+$/, '')}-${suffix}`;
}
