import type { Condition } from '@turnpike/contracts/access';
import { isAccessAttribute } from '@turnpike/domain/access-attributes';
import { useFormatter, useTranslations } from 'next-intl';
import type { ValueOptions } from './policy-options';

interface PolicySentenceProps {
  realm: 'call' | 'manage';
  effect: 'allow' | 'deny';
  conditions: readonly Condition[];
  options: ValueOptions;
}

/** A rule as one reads it aloud. */
export function PolicySentence({ realm, effect, conditions, options }: PolicySentenceProps) {
  const t = useTranslations('access');
  const format = useFormatter();
  const texts = conditions.map((condition) => conditionText(condition));
  const when =
    texts.length === 0
      ? t('sentence.always')
      : t('sentence.when', { conditions: format.list(texts, { type: 'conjunction' }) });
  return (
    <span className="break-words">
      <span className={effect === 'deny' ? 'font-[600] text-stopped' : 'font-[600] text-live'}>
        {t(`sentence.${effect}.${realm}`)}
      </span>{' '}
      {when}.
    </span>
  );

  function conditionText({ attribute, operator, value }: Condition): string {
    const known = isAccessAttribute(attribute) ? attribute : null;
    const labels = (typeof value === 'string' ? [value] : value).map(
      (one) => (known && options[known]?.find((option) => option.value === one)?.label) ?? one,
    );
    return t('sentence.condition', {
      attribute: known === null ? attribute : t(`attribute.${known}`),
      operator: t(`operator.${operator}`),
      values: format.list(labels, { type: 'disjunction' }),
    });
  }
}
