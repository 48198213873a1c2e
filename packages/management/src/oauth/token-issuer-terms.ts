/** What may be kept of an issuer that a tenant trusts. */
import type { Transaction } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';

/**
 * Bare ids of the applications that claims are mapped to; `unknown_reference` unless all are the tenant's own and live,
 * `validation_failed` for a mapping without a claim, or for none at all.
 */
export async function requireMapping(
  tx: Pick<Transaction, 'application'>,
  tenantId: string,
  mapping: {
    applicationClaim: string | null;
    applications: Record<string, string>;
    defaultApplicationId: string | null;
  },
): Promise<{ applications: Record<string, string>; defaultApplicationId: string | null }> {
  const { applicationClaim, applications, defaultApplicationId } = mapping;
  const named = Object.entries(applications);
  if ((applicationClaim === null) !== (named.length === 0))
    refuse('applications', 'Values are mapped where a claim is named, and only there.');
  if (named.length === 0 && defaultApplicationId === null)
    refuse('defaultApplicationId', 'Name an application, or a claim and whose calls its values are.');
  const mapped = named.map(([value, id]) => [value, applicationId(id)] as const);
  const other = defaultApplicationId === null ? null : applicationId(defaultApplicationId);
  const ids = new Set([...mapped.map(([, id]) => id), ...(other === null ? [] : [other])]);
  const known = await tx.application.count({ where: { id: { in: [...ids] }, tenantId, archivedAt: null } });
  if (known !== ids.size) unknown();
  return { applications: Object.fromEntries(mapped), defaultApplicationId: other };
}

/** The issuer as its tokens say it: compared letter by letter, so nothing is tidied. */
export function requireIssuer(text: string): string {
  const url = URL.parse(text);
  const isPlain = url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!isPlain || !/^https?:$/.test(url.protocol))
    refuse('issuer', 'The issuer must be an https address without query.');
  return text;
}

function applicationId(text: string): string {
  return parseId('application', text) ?? unknown();
}

function unknown(): never {
  throw new ApiError('unknown_reference', {
    message: 'An application of the mapping does not exist in this organisation.',
    param: 'applications',
  });
}

function refuse(param: string, message: string): never {
  throw new ApiError('validation_failed', { message, param });
}
