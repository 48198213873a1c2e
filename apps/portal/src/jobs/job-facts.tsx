import type { JobView } from '@turnpike/contracts/management/jobs';
import { inputTokensOf, outputTokensOf } from '@turnpike/domain/usage';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Facts } from '../ui/facts';
import { countText } from '../ui/amount-text';
import { Money } from '../ui/figures';
import { PublicId } from '../ui/public-id';
import { isUnderWay } from './jobs-fingerprint';

type Fact = readonly [name: string, value: ReactNode];

/** What is known of a job; what isn't known is left out. */
export async function JobFacts({ job, columns }: { job: JobView; columns: 1 | 2 }) {
  const t = await getTranslations('jobs');
  const { usage, charge, currency, metadata } = job;
  const input = usage === null ? 0 : inputTokensOf(usage);
  const output = usage === null ? 0 : outputTokensOf(usage);
  const call = (id: string) => (
    <Link href={`/app/calls/${id}`}>
      <code className="text-xs">{`${id.slice(0, 4)}…${id.slice(-6)}`}</code>
    </Link>
  );
  const facts: Fact[] = [
    [t('operation'), <code key="o" className="text-xs">{job.operation}</code>],
    [t('application'), job.application],
    [t('key'), <PublicId key="k" id={job.apiKeyId} short />],
    [t('mode'), t(`modes.${job.environment}`)],
    [t('attempt'), job.attempt === 0 ? null : job.attempt],
    [t('charge'), charge === null ? <span key="n" className="text-quiet">{t(isUnderWay(job) ? 'notYet' : 'notCharged')}</span> : <Money key="m" amount={charge} currency={currency} />],
    [t('tokens'), input + output === 0 ? null : t('tokensOf', { input: countText(input), output: countText(output) })],
    [t('call'), job.callId === null ? null : call(job.callId)],
    [t('request'), call(job.requestId)],
    [t('callback'), job.callbackUrl === null ? null : <code key="c" className="text-xs break-all">{job.callbackUrl}</code>],
    ...Object.entries(metadata ?? {}).map(([name, value]): Fact => [`${t('metadata')}: ${name}`, <code key={name} className="text-xs break-all">{value}</code>]),
  ]; // prettier-ignore
  return <Facts facts={facts.filter(([, value]) => value !== null)} columns={columns} />;
}
