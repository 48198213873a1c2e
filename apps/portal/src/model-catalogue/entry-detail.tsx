import type { CatalogueEntryView } from '@turnpike/contracts/management/model-catalogue';
import { PRICE_UNITS } from '@turnpike/domain/rating';
import { getTranslations } from 'next-intl/server';
import { UnitPrice } from '../admin/unit-price';
import { Badge } from '../ui/badge';
import { LinkButton } from '../ui/button';
import { Facts } from '../ui/facts';
import { Count } from '../ui/figures';
import { EntryEdit } from './entry-edit';
import { EntryRestore } from './entry-restore';
import { SourceLink } from './source-link';

/** One model of the catalogue: what it can, what it costs there, where that is written; and the way to make it one's own. */
export async function EntryDetail({ entry }: { entry: CatalogueEntryView }) {
  const t = await getTranslations('modelCatalogue');
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="flex flex-wrap gap-2">
        {entry.origin !== 'removed' && (
          <LinkButton variant="primary" href={`/admin/models/new?entry=${encodeURIComponent(entry.id)}`}>
            {t('add')}
          </LinkButton>
        )}
        <EntryEdit entry={entry} />
        {(entry.origin === 'edited' || entry.origin === 'removed') && <EntryRestore entry={entry} />}
      </div>
      <EntryFacts entry={entry} />
      <EntryPrices entry={entry} />
    </div>
  );
}

async function EntryFacts({ entry }: { entry: CatalogueEntryView }) {
  const t = await getTranslations('modelCatalogue');
  const quiet = (text: string) => <span className="text-quiet">{text}</span>;
  const count = (value: number | null) => (value === null ? quiet(t('unknown')) : <Count value={value} />);
  const badges = (words: readonly string[]) => (words.length === 0 ? quiet(t('nothing')) : <Badges words={words} />);
  const { asOf, source, note } = entry;
  return (
    <Facts
      facts={[
        [t('vendor'), entry.vendorName],
        [
          t('upstream'),
          <code key="model" className="text-xs break-all">
            {entry.model}
          </code>,
        ],
        [t('origin'), t(`originOf.${entry.origin}`)],
        [t('context'), count(entry.contextTokens)],
        [t('output'), count(entry.maxOutputTokens)],
        [t('takes'), badges(entry.inputModalities.map((word) => t(`modalityOf.${word}`)))],
        [t('gives'), badges(entry.outputModalities.map((word) => t(`modalityOf.${word}`)))],
        [t('capability'), badges(entry.capabilities.map((word) => t(`capabilityOf.${word}`)))],
        [
          t('asOf'),
          <span key="asOf" className="font-mono text-xs">
            {asOf}
          </span>,
        ],
        [
          t('source'),
          <SourceLink key="source" href={source}>
            {new URL(source).host}
          </SourceLink>,
        ],
        ...(note === '' ? [] : [[t('note'), note] as const]),
      ]}
    />
  );
}

function Badges({ words }: { words: readonly string[] }) {
  return (
    <span className="flex flex-wrap justify-end gap-1">
      {words.map((word) => (
        <Badge key={word}>{word}</Badge>
      ))}
    </span>
  );
}

async function EntryPrices({ entry: { prices, currency } }: { entry: CatalogueEntryView }) {
  const [t, u] = await Promise.all([getTranslations('modelCatalogue'), getTranslations('admin.units')]);
  return (
    <section>
      <h2 className="mb-1 text-md">{t('prices')}</h2>
      <p className="mb-2 text-xs text-quiet">{prices === null ? t('pricesUnknown') : t('pricesLead')}</p>
      {prices !== null && (
        <Facts
          facts={PRICE_UNITS.flatMap((unit) => {
            const amount = prices[unit];
            if (amount === undefined) return [];
            return [
              [u(`name.${unit}`), <UnitPrice key={unit} unit={unit} amount={amount} currency={currency} />] as const,
            ];
          })}
        />
      )}
    </section>
  );
}
