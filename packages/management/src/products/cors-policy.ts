import { type CorsPolicy, CorsPolicySchema } from '@turnpike/contracts/access';
import { Prisma } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';

/** The policy as its column has it; null for none, and for what no version of ours wrote. */
export function corsPolicyOf(stored: Prisma.JsonValue): CorsPolicy | null {
  const read = CorsPolicySchema.safeParse(stored);
  return read.success ? read.data : null;
}

/** The column's value: origins as browsers send them, each once. Throws `validation_failed` for one that is none. */
export function corsColumn(policy: CorsPolicy | null) {
  if (policy === null) return Prisma.DbNull;
  return { ...policy, origins: [...new Set(policy.origins.map(originOf))] };
}

function originOf(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '*') return trimmed;
  const url = URL.parse(trimmed);
  const isBare =
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    `${url.origin}/` === url.href &&
    !url.host.includes('*');
  if (isBare) return url.origin;
  throw new ApiError('validation_failed', {
    message: `"${trimmed}" is no origin: give scheme and host, such as https://app.example.com, or * for any page.`,
    param: 'cors.origins',
  });
}
