import type { OverviewView } from '@turnpike/contracts/management/overview';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { Count } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Stat } from '../ui/stat';

/** What waits for a person: approvals, and what should be empty. */
export async function WaitingRow({ pending }: { pending: OverviewView['pending'] }) {
  const t = await getTranslations('overview');
  const { approvals, parkedEvents, outbox } = pending;
  return (
    <section
      aria-label={t('waiting')}
      className="grid gap-px overflow-hidden rounded-box border border-line bg-line *:bg-page *:p-4 sm:grid-cols-3"
    >
      <Stat
        label={t('approvals')}
        value={
          approvals === 0 ? <Count value={0} /> : <Link href="/admin/approvals">{<Count value={approvals} />}</Link>
        }
        {...(approvals === 0 ? { note: t('fine') } : {})}
      />
      <Stat
        label={t('parked')}
        value={<Count value={parkedEvents} className={parkedEvents > 0 ? 'text-stopped' : ''} />}
        {...(parkedEvents === 0 ? { note: t('fine') } : {})}
      />
      <Stat
        label={t('outbox')}
        value={<Count value={outbox.waiting} />}
        note={
          outbox.oldestAt === null ? (
            t('fine')
          ) : (
            <>
              {t('oldest')} <Instant iso={outbox.oldestAt} />
            </>
          )
        }
      />
    </section>
  );
}
