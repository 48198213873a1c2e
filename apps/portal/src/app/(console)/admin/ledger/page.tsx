import { checkLedger } from '@turnpike/management/money/check-ledger.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { Badge } from '../../../../ui/badge';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { Count, Money, Unit } from '../../../../ui/figures';
import { Instant } from '../../../../ui/instant';
import { PageHeader } from '../../../../ui/page-header';
import { Stat } from '../../../../ui/stat';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('tenants.ledger'))('title') };
}

/** Adds up every ledger, each time the page is opened: the figures are the check. */
export default async function LedgerPage() {
  const { actor } = await requirePlatformAdmin();
  const [check, t] = await Promise.all([checkLedger(managementContext(), actor), getTranslations('tenants.ledger')]);
  const { sum, drift, lotDrift, unbalancedTransactions, checkedAt } = check;
  const amounts = [
    ['sum', sum],
    ['drift', drift],
    ['lotDrift', lotDrift],
  ] as const;
  const ok = amounts.every(([, amount]) => amount === '0') && unbalancedTransactions === 0;
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <LinkButton href="/admin/ledger" prefetch={false} plain>
            {t('again')}
          </LinkButton>
        }
      />
      <Card>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-lg">
            <Badge tone={ok ? 'live' : 'stopped'} className="mr-3 align-middle">
              {t(ok ? 'okBadge' : 'brokenBadge')}
            </Badge>
            {t(ok ? 'ok' : 'broken')}
          </h2>
          <p className="text-xs text-quiet">
            {t('asOf')} <Instant iso={checkedAt} show="time" />
          </p>
        </div>
        <p className="mt-2 max-w-prose text-quiet">{t(ok ? 'okLead' : 'brokenLead')}</p>
        <div className="mt-6 grid gap-x-8 gap-y-6 border-t border-line pt-6 sm:grid-cols-2 lg:grid-cols-4">
          {amounts.map(([name, amount]) => (
            <Stat
              key={name}
              label={t(name)}
              value={
                <>
                  <Money amount={amount} currency={null} />
                  <Unit>{t('mixed')}</Unit>
                </>
              }
              note={t(`${name}Note`)}
            />
          ))}
          <Stat
            label={t('unbalanced')}
            value={<Count value={unbalancedTransactions} unit={t('unit')} />}
            note={t('unbalancedNote')}
          />
        </div>
      </Card>
    </>
  );
}
