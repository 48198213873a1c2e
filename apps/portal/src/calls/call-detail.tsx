import type { CallView } from '@turnpike/contracts/management/calls';
import { getTranslations } from 'next-intl/server';
import { Fragment } from 'react';
import { modeOfOperation } from '../playground/modes';
import { HttpStatus } from '../ui/badge';
import { LinkButton } from '../ui/button';
import { Card } from '../ui/card';
import { Count, Duration, Money } from '../ui/figures';
import { PublicId } from '../ui/public-id';
import { Stat, StatRow } from '../ui/stat';
import { Table, Td, Th, Tr } from '../ui/table';
import { CallFacts } from './call-facts';
import { PriceSum } from './price-sum';
import { Timeline } from './timeline';

interface CallDetailProps {
  call: CallView;
  /** In a drawer. */
  narrow?: boolean;
  /** Shows cost and margin. */
  isPlatform?: boolean;
}

/** A call: where its time went, what is known of it, and its price worked out. */
export async function CallDetail({ call, narrow = false, isPlatform = false }: CallDetailProps) {
  const t = await getTranslations('calls');
  const mode = isPlatform ? null : modeOfOperation(call.operation);
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <HttpStatus status={call.status} />
        {call.model !== null && <code className="text-md font-[600]">{call.model}</code>}
        <PublicId id={call.requestId} short={narrow} />
        {mode !== null && call.model !== null && (
          <LinkButton
            href={`/app/playground?${new URLSearchParams({ mode, model: call.model }).toString()}`}
            size="sm"
            className="ml-auto"
          >
            {t('playground')}
          </LinkButton>
        )}
      </div>
      <Card title={t('timeline')}>
        <Timeline call={call} />
      </Card>
      {call.attempts !== null && call.attempts.length > 0 && <Attempts attempts={call.attempts} />}
      <Card title={t('facts')}>
        <CallFacts call={call} narrow={narrow} isPlatform={isPlatform} />
      </Card>
      {call.tokens !== null && <Tokens call={call} />}
      <Card title={t('price')} lead={call.charge === null ? undefined : t('priceLead')} flush>
        <PriceSum call={call} isPlatform={isPlatform} />
      </Card>
    </div>
  );
}

async function Attempts({ attempts }: { attempts: NonNullable<CallView['attempts']> }) {
  const t = await getTranslations('calls');
  return (
    <Card title={t('attempts')} flush>
      <Table label={t('attempts')}>
        <thead>
          <tr>
            <Th numeric>{t('attempt')}</Th>
            <Th>{t('upstreamModel')}</Th>
            <Th>{t('result')}</Th>
            <Th numeric>{t('duration')}</Th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ provider, upstreamModel, outcome, status, durationMs, ...more }, index) => (
            <Tr key={index}>
              <Td numeric>{index + 1}</Td>
              <Td>
                {provider} <code className="text-xs text-quiet">{upstreamModel}</code>
                <AttemptFacts {...more} />
              </Td>
              <Td>{status === null ? <code className="text-xs">{outcome}</code> : <HttpStatus status={status} />}</Td>
              <Td numeric>
                <Duration ms={durationMs} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

type AttemptView = NonNullable<CallView['attempts']>[number];

/** Why there was this try, and where it went beyond its target; what is null is left out. */
async function AttemptFacts({
  reason,
  model,
  pool,
  instance,
  credential,
}: Pick<AttemptView, 'reason' | 'model' | 'pool' | 'instance' | 'credential'>) {
  const t = await getTranslations('calls');
  const facts = [
    reason === null ? null : t(`reasons.${reason}`),
    model,
    pool === null ? null : t('inPool', { pool }),
    instance,
    credential,
  ].filter((fact) => fact !== null);
  return facts.length === 0 ? null : <span className="block text-2xs text-quiet">{facts.join(' · ')}</span>;
}

const USUAL_TOKENS = ['input', 'cachedInput', 'output', 'reasoning'] as const;
/** Shown where there are any. */
const SELDOM_TOKENS = ['cacheWrite', 'audioInput', 'imageInput', 'audioOutput', 'imageOutput'] as const;

const SOURCES = {
  provider: 'sourceProvider',
  estimated: 'sourceEstimated',
  cache: 'sourceCache',
  none: 'sourceNone',
} as const;

async function Tokens({ call }: { call: CallView }) {
  const t = await getTranslations('calls');
  const { tokens, usageSource, seconds } = call;
  if (tokens === null) return null;
  const source = SOURCES[usageSource as keyof typeof SOURCES];
  const seldom = SELDOM_TOKENS.filter((label) => tokens[label] > 0);
  const counted = (['images', 'characters', 'searches'] as const).filter((label) => (call[label] ?? 0) > 0);
  const count = (label: keyof typeof tokens) => (
    <Stat key={label} label={t(label)} value={<Count value={tokens[label]} unit={t('tokens')} />} />
  );
  return (
    <section aria-label={t('usage')} className="grid grid-cols-1 gap-2">
      <StatRow>{[...USUAL_TOKENS, ...seldom].map(count)}</StatRow>
      <p className="text-xs text-quiet">
        {source === undefined ? usageSource : t(source)}
        {counted.map((label) => (
          <Fragment key={label}>
            {' · '}
            <Count value={call[label] ?? 0} unit={t(label)} />
          </Fragment>
        ))}
        {seconds !== null && seconds !== '0' && (
          <>
            {' · '}
            <Money amount={seconds} currency={t('seconds')} />
          </>
        )}
      </p>
    </section>
  );
}
