/** How a model's calls find a target, in a few lines: for the pages where it is not changed. */
import type { ModelView } from '@turnpike/contracts/management/models';
import type { RoutingPolicy } from '@turnpike/contracts/management/routing';
import { useTranslations } from 'next-intl';
import { LinkButton } from '../ui/button';
import { Card } from '../ui/card';
import { Facts } from '../ui/facts';
import { RoutingLinks } from './routing-links';
import { targetName } from './target-name';

type Model = Pick<ModelView, 'id' | 'name' | 'targets' | 'routing'>;

/** The card of a model's page. */
export function RoutingSummary({ model }: { model: Model }) {
  const t = useTranslations('routing');
  const { routing } = model;
  return (
    <Card
      title={t('title')}
      lead={t('cardLead')}
      actions={
        <span className="flex w-full flex-wrap gap-2">
          <RoutingLinks model={model.name} small />
          <LinkButton size="sm" href={`/admin/models/${model.id}/routing`}>
            {t('edit')}
          </LinkButton>
        </span>
      }
    >
      {routing === null ? (
        <p className="text-quiet">{t('noneLead')}</p>
      ) : (
        <PolicyFacts model={model} policy={routing} />
      )}
    </Card>
  );
}

function PolicyFacts({ model: { targets }, policy }: { model: Model; policy: RoutingPolicy }) {
  const t = useTranslations('routing');
  const s = useTranslations('routing.summary');
  const { pools, rules, shadow, fallbackModels, attempts } = policy;
  const shadowTarget = targets.find(({ id }) => id === shadow?.target);
  const unpooled = targets.filter(({ id }) => !pools.some((pool) => pool.targets.some(({ target }) => target === id)));
  return (
    <div className="grid grid-cols-1 gap-3">
      <Facts
        facts={[
          ...pools.map(
            (pool) =>
              [
                <code key={pool.name}>{pool.name}</code>,
                s('pool', { strategy: t(`strategy.${pool.strategy}`), count: pool.targets.length }),
              ] as const,
          ),
          ...rules.map(
            (rule) =>
              [
                <span key={rule.name}>
                  {s('ruleName')} <code>{rule.name}</code>
                </span>,
                s('rule', { percent: rule.percent, pools: rule.use.join(', ') }),
              ] as const,
          ),
          ...(shadow === null || shadowTarget === undefined
            ? []
            : [[s('shadow'), s('shadowed', { percent: shadow.percent, target: targetName(shadowTarget) })] as const]),
          ...(fallbackModels.length === 0 ? [] : [[s('fallback'), fallbackModels.join(', ')] as const]),
          [s('tries'), s('most', { count: attempts.mostTries })],
        ]}
      />
      {unpooled.length > 0 && <p className="text-xs text-attention">{t('notPooled', { count: unpooled.length })}</p>}
    </div>
  );
}

/** The strategies of a model's pools and how many rules lead to them, in a cell of the list. */
export function RoutingShort({ routing }: Pick<ModelView, 'routing'>) {
  const t = useTranslations('routing');
  if (routing === null) return <span className="text-quiet">{t('none')}</span>;
  const strategies = [...new Set(routing.pools.map(({ strategy }) => t(`strategy.${strategy}`)))].join(', ');
  return (
    <span className="text-xs">
      {strategies}
      {routing.rules.length > 0 && (
        <span className="block text-2xs text-quiet">{t('rulesCount', { count: routing.rules.length })}</span>
      )}
    </span>
  );
}
