import type { MemberView } from '@turnpike/contracts/management/members';
import { getTranslations } from 'next-intl/server';
import { Button, LinkButton } from '../ui/button';
import { Field } from '../ui/field';
import { Input, Select } from '../ui/input';
import { FilterBar } from '../ui/page-header';

/** The filters as the address has them; empty is none. Dates are days of the reader's own clock. */
export interface AuditQuery {
  action: string;
  actor: string;
  from: string;
  to: string;
}

/** Worth offering while typing; any other can be typed too. */
const ACTIONS = [
  'key.create', 'key.revoke', 'key.rotate', 'key.disable', 'key.enable', 'application.create', 'application.update',
  'application.archive', 'subscription.request', 'subscription.approve', 'subscription.reject', 'subscription.cancel',
  'subscription.switch', 'member.join', 'member.change_role', 'member.remove', 'member.leave', 'invitation.create',
  'invitation.revoke', 'payment.start', 'payment.receive', 'credit.grant', 'tenant.update', 'tenant.residency', 'tenant.limits', 'application.limits', 'key.limits', 'subscription.limits', 'tenant.suspend', 'tenant.resume',
]; // prettier-ignore

interface AuditFiltersProps {
  path: string;
  query: AuditQuery;
  members: readonly MemberView[];
  zone: string;
}

/** Narrows the log by its address. */
export async function AuditFilters({ path, query, members, zone }: AuditFiltersProps) {
  const t = await getTranslations('organisation.audit');
  const filtered = Object.values(query).some((value) => value !== '');
  return (
    <form method="get" action={path} role="search" aria-label={t('filters')}>
      <FilterBar>
        <Field label={t('action')} className="w-full sm:w-52">
          <Input
            name="action"
            defaultValue={query.action}
            placeholder={t('actionHint')}
            list="audit-actions"
            autoComplete="off"
            maxLength={80}
          />
        </Field>
        <datalist id="audit-actions">
          {ACTIONS.map((action) => (
            <option key={action} value={action} />
          ))}
        </datalist>
        <Field label={t('actor')} className="w-full sm:w-56">
          <Select name="actor" defaultValue={query.actor}>
            <option value="">{t('anybody')}</option>
            {members.map(({ userId, name, email }) => (
              <option key={userId} value={userId}>
                {name === '' ? email : `${name} (${email})`}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('from')}>
          <Input type="date" name="from" defaultValue={query.from} />
        </Field>
        <Field label={t('to')}>
          <Input type="date" name="to" defaultValue={query.to} />
        </Field>
        <Button type="submit">{t('apply')}</Button>
        {filtered && (
          <LinkButton href={path} variant="ghost">
            {t('clear')}
          </LinkButton>
        )}
      </FilterBar>
      <p className="-mt-2 mb-4 text-xs text-quiet">{t('dayNote', { zone })}</p>
    </form>
  );
}
