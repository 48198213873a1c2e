'use client';

import type { AccessSimulationView } from '@turnpike/contracts/management/access-policies';
import { isAccessAttribute } from '@turnpike/domain/access-attributes';
import { useFormatter, useTranslations } from 'next-intl';
import { Badge, type Tone } from '../ui/badge';
import { Card } from '../ui/card';
import { cn } from '../ui/cn';
import { Facts } from '../ui/facts';
import type { ValueOptions } from './policy-options';

type Trace = AccessSimulationView['policies'][number];
type Condition = NonNullable<Trace['conditions']>[number];

interface SimulationTraceProps {
  result: AccessSimulationView;
  options: ValueOptions;
}

/** A verdict with its reason, then every policy with every condition. */
export function SimulationTrace({ result, options }: SimulationTraceProps) {
  const t = useTranslations('access.simulator');
  const { policies, decidedBy } = result;
  return (
    <div className="grid grid-cols-1 gap-6">
      <Verdict result={result} options={options} />
      <Card title={t('trace')}>
        {policies.length === 0 ? (
          <p className="text-quiet">{t('noPolicies')}</p>
        ) : (
          <ul className="grid grid-cols-1 gap-5">
            {policies.map((trace) => (
              <li key={trace.id ?? 'draft'}>
                <PolicyOutcome trace={trace} decides={decidedBy?.id === trace.id} options={options} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

function Verdict({ result, options }: SimulationTraceProps) {
  const [t, v] = [useTranslations('access.simulator'), useTranslations('access.values')];
  const format = useFormatter();
  const { allowed, reason, decidedBy, grant, isOwnersRight, weekday, time, timeZone } = result;
  const word = allowed ? 'allowed' : reason === 'pending' ? 'depends' : 'refused';
  const labelOf = (id: string, name: string) => options['actor.role']?.find(({ value }) => value === id)?.label ?? name;
  const role = grant === null ? '' : labelOf(grant.builtIn ?? '', grant.role);
  return (
    <div
      className={cn(
        'rounded-box border px-4 py-3',
        word === 'allowed'
          ? 'border-live bg-live-soft'
          : word === 'refused'
            ? 'border-stopped bg-stopped-soft'
            : 'border-line bg-surface',
      )}
    >
      <p className="text-md font-[650]">{t(word)}</p>
      <p className="mb-3">{t(`reason.${reason}`, { name: decidedBy?.name ?? '', role })}</p>
      {isOwnersRight && <p className="mb-3">{t('ownersRight')}</p>}
      <Facts
        facts={[
          [t('when'), t('clock', { weekday: v(weekday as 'mon'), time, zone: timeZone })],
          ...(grant === null
            ? []
            : [
                [
                  t('grant'),
                  grant.grantedBy.length === 0
                    ? t('noRole')
                    : format.list(grant.grantedBy.map(({ id, name }) => labelOf(id, name))),
                ] as const,
              ]),
        ]}
      />
    </div>
  );
}

function PolicyOutcome({ trace, decides, options }: { trace: Trace; decides: boolean; options: ValueOptions }) {
  const [t, p, s] = [
    useTranslations('access.simulator'),
    useTranslations('access.policies'),
    useTranslations('access.policy'),
  ];
  const { name, effect, held, conditions, isPlatform } = trace;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-[600] break-words">{name}</span>
        <span className="text-xs text-quiet">{s(`effects.${effect}`)}</span>
        <Outcome held={held} tone={effect === 'deny' ? 'stopped' : 'live'} />
        {isPlatform && <Badge>{p('platform')}</Badge>}
        {decides && <Badge tone={effect === 'deny' ? 'stopped' : 'live'}>{t('decides')}</Badge>}
      </p>
      {conditions === null && <p className="mt-1 text-xs text-quiet">{t('hidden')}</p>}
      {conditions?.length === 0 && <p className="mt-1 text-xs text-quiet">{t('always')}</p>}
      <ul className="mt-1.5 grid grid-cols-1 gap-1.5 border-l border-line pl-4">
        {conditions?.map((condition, index) => (
          <li key={index} className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
            <ConditionOutcome condition={condition} options={options} />
          </li>
        ))}
      </ul>
    </>
  );
}

function ConditionOutcome({ condition, options }: { condition: Condition; options: ValueOptions }) {
  const [t, a] = [useTranslations('access.simulator'), useTranslations('access')];
  const format = useFormatter();
  const { attribute, operator, value, actual, held } = condition;
  const known = isAccessAttribute(attribute) ? attribute : null;
  const label = (one: string) => (known && options[known]?.find((option) => option.value === one)?.label) ?? one;
  return (
    <>
      <Outcome held={held} tone="quiet" />
      <span className="break-words">
        {a('sentence.condition', {
          attribute: known === null ? attribute : a(`attribute.${known}`),
          operator: a(`operator.${operator as 'in'}`),
          values: format.list((typeof value === 'string' ? [value] : value).map(label), { type: 'disjunction' }),
        })}
      </span>
      {held !== null && (
        <span className="break-words text-quiet">
          {actual === null ? t('actualNone') : t('actual', { value: label(actual) })}
        </span>
      )}
    </>
  );
}

function Outcome({ held, tone }: { held: boolean | null; tone: Tone }) {
  const t = useTranslations('access.simulator');
  if (held === null) return <Badge tone="pending">{t('unknown')}</Badge>;
  return <Badge tone={held ? tone : 'quiet'}>{t(held ? 'holds' : 'holdsNot')}</Badge>;
}
