import type { PreviewAccessPolicyInput } from '@turnpike/contracts/management/access-policies';
import type { AccessPolicy } from '@turnpike/domain/access-rule';
import { parseId } from '@turnpike/domain/ids';

/** The id a draft goes by that was never saved. */
export const DRAFT_ID = 'draft';

/** The policies of a realm as they would be with a draft: in the place of the one it changes, or beside them. */
export function withDraft(
  policies: readonly AccessPolicy[],
  draft: PreviewAccessPolicyInput | undefined,
  realm: 'call' | 'manage',
): readonly AccessPolicy[] {
  if (draft === undefined) return policies;
  const id = draft.id === undefined ? null : parseId('accessPolicy', draft.id);
  const before = policies.find((policy) => policy.id === id);
  const others = policies.filter((policy) => policy !== before);
  if (!draft.enabled || draft.rule.realm !== realm) return others;
  const { name = 'Draft', isPlatform = false } = before ?? {};
  return [...others, { id: DRAFT_ID, name, isPlatform, rule: draft.rule }];
}
