'use client';

import type { RouteSimulationView, RouteStepView } from '@turnpike/contracts/management/routing';
import { useTranslations } from 'next-intl';
import { Badge } from '../ui/badge';
import { LinkButton } from '../ui/button';
import { Card } from '../ui/card';
import { Facts } from '../ui/facts';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { targetName } from './target-name';

interface SimulationResultProps {
  simulation: RouteSimulationView;
  /** Null for a model that is not offered any more. */
  modelId: string | null;
}

/** Where a call would go: its places in order, what the rules said, and what comes after. */
export function SimulationResult({ simulation, modelId }: SimulationResultProps) {
  const t = useTranslations('routing.simulator');
  const { refusal, rules, steps, at } = simulation;
  return (
    <div className="grid grid-cols-1 gap-6">
      {refusal !== null && (
        <div role="alert" className="rounded-box border border-stopped bg-stopped-soft px-4 py-3">
          <p className="font-[600]">{t('refused')}</p>
          <p className="text-xs">
            <code>{refusal.code}</code> · {refusal.message}
          </p>
        </div>
      )}
      <Card
        flush
        title={t('result')}
        lead={
          <>
            {t('at')} <Instant iso={at} show="time" />. {t('asked')}
          </>
        }
        actions={
          modelId === null ? undefined : (
            <LinkButton size="sm" href={`/admin/models/${modelId}/routing`}>
              {t('editRouting')}
            </LinkButton>
          )
        }
      >
        {steps.length === 0 ? <p className="p-4 text-quiet">{t('noSteps')}</p> : <Steps steps={steps} />}
      </Card>
      <Card flush title={t('rules')}>
        {rules.length === 0 ? <p className="p-4 text-quiet">{t('noRules')}</p> : <Verdicts simulation={simulation} />}
      </Card>
      <Beyond simulation={simulation} />
    </div>
  );
}

function Steps({ steps }: { steps: readonly RouteStepView[] }) {
  const t = useTranslations('routing.simulator');
  return (
    <Table label={t('result')}>
      <thead>
        <tr>
          <Th numeric>{t('order')}</Th>
          <Th>{t('place')}</Th>
          <Th>{t('pool')}</Th>
          <Th numeric>{t('chance')}</Th>
          <Th>{t('reason')}</Th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <Tr
            key={`${step.pool} ${step.targetId} ${step.instance}`}
            className={step.order === null ? 'text-quiet' : ''}
          >
            <Td numeric>{step.order ?? <span className="font-sans text-2xs">{t('notAsked')}</span>}</Td>
            <Td>
              <code className="text-xs">{targetName(step)}</code>
              {step.instance !== null && <code className="block text-2xs text-quiet">{step.instance}</code>}
            </Td>
            <Td>
              <code className="text-xs">{step.pool}</code>
            </Td>
            <Td numeric>
              {step.chancePercent === null ? t('notDrawn') : `${Number(step.chancePercent.toFixed(2))} %`}
            </Td>
            <Td className="min-w-48 text-xs">{step.reason}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Verdicts({ simulation: { rule: taken, rules } }: Pick<SimulationResultProps, 'simulation'>) {
  const t = useTranslations('routing.simulator');
  return (
    <Table label={t('rules')}>
      <thead>
        <tr>
          <Th>{t('rule')}</Th>
          <Th>{t('verdict')}</Th>
          <Th>{t('reason')}</Th>
        </tr>
      </thead>
      <tbody>
        {rules.map(({ name, matched, reason }) => (
          <Tr key={name}>
            <Td>
              <code className="text-xs">{name}</code>
            </Td>
            <Td>
              {name === taken ? (
                <Badge tone="live">{t('takes')}</Badge>
              ) : (
                <Badge>{t(matched ? 'matches' : 'passes')}</Badge>
              )}
            </Td>
            <Td className="min-w-48 text-xs">{reason}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** What happens beside the call, and after its targets. */
function Beyond({ simulation: { shadow, fallbackModels, steps } }: Pick<SimulationResultProps, 'simulation'>) {
  const t = useTranslations('routing.simulator');
  if (shadow === null && fallbackModels.length === 0) return null;
  const known = steps.find(({ targetId }) => targetId === shadow?.targetId);
  const target = known === undefined ? (shadow?.targetId ?? '') : targetName(known);
  return (
    <Card title={t('beyond')}>
      <Facts
        facts={[
          ...(shadow === null ? [] : [[t('shadow'), t('shadowText', { percent: shadow.percent, target })] as const]),
          ...(fallbackModels.length === 0 ? [] : [[t('fallback'), fallbackModels.join(', ')] as const]),
        ]}
      />
    </Card>
  );
}
