'use client';

import type { CataloguePreviewView } from '@turnpike/contracts/management/model-catalogue';
import type { PriceUnit } from '@turnpike/domain/rating';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { typedAmount } from '../admin/per-million';
import { Badge } from '../ui/badge';
import { Card } from '../ui/card';
import { Table, Td, Th, Tr } from '../ui/table';

/** What an import would change, and below it what to do about that; nothing to do where nothing changes. */
export function ImportDiff({ preview, children }: { preview: CataloguePreviewView; children: ReactNode }) {
  const t = useTranslations('modelCatalogue');
  const { added, changed, removed, unchanged, vendors, fileVersion, baseVersion } = preview;
  const isEmpty = added.length + changed.length + removed.length === 0;
  const counts = { added: added.length, changed: changed.length, removed: removed.length, unchanged };
  return (
    <Card
      title={t('changes')}
      lead={t('changesLead', { file: fileVersion, base: baseVersion, vendors: vendors.join(', ') })}
    >
      <div className="grid grid-cols-1 gap-4">
        <p aria-live="polite">{isEmpty ? t('noChanges') : t('counts', counts)}</p>
        {!isEmpty && (
          <>
            <div className="max-h-[60vh] overflow-y-auto rounded-box border border-line">
              <Rows preview={preview} />
            </div>
            {children}
          </>
        )}
      </div>
    </Card>
  );
}

function Rows({ preview: { added, changed, removed } }: { preview: CataloguePreviewView }) {
  const t = useTranslations('modelCatalogue');
  return (
    <Table label={t('changes')}>
      <thead>
        <tr>
          <Th>{t('model')}</Th>
          <Th>{t('field')}</Th>
          <Th>{t('before')}</Th>
          <Th>{t('after')}</Th>
        </tr>
      </thead>
      <tbody>
        {added.map((entry) => (
          <Whole key={entry.id} entry={entry} badge={<Badge tone="live">{t('added')}</Badge>} />
        ))}
        {removed.map((entry) => (
          <Whole key={entry.id} entry={entry} badge={<Badge tone="stopped">{t('removed')}</Badge>} />
        ))}
        {changed.flatMap((entry) =>
          entry.fields.map((change, index) => (
            <Tr key={`${entry.id} ${change.field}`}>
              <Td className="align-top">{index === 0 && <Named entry={entry} />}</Td>
              <Td className="align-top">
                <FieldName field={change.field} />
              </Td>
              <Td className="align-top font-mono text-xs break-words text-quiet">
                {shown(change.field, change.before)}
              </Td>
              <Td className="align-top font-mono text-xs break-words">{shown(change.field, change.after)}</Td>
            </Tr>
          )),
        )}
      </tbody>
    </Table>
  );
}

type NamedEntry = CataloguePreviewView['added'][number];

function Named({ entry }: { entry: NamedEntry }) {
  return (
    <span className="grid min-w-36">
      <span className="font-[600]">{entry.name}</span>
      <code className="text-2xs break-all text-quiet">{`${entry.vendor}/${entry.model}`}</code>
    </span>
  );
}

function Whole({ entry, badge }: { entry: NamedEntry; badge: ReactNode }) {
  return (
    <Tr>
      <Td className="align-top">
        <Named entry={entry} />
      </Td>
      <Td colSpan={3} className="align-top">
        {badge}
      </Td>
    </Tr>
  );
}

const PRICE = 'prices.';

function FieldName({ field }: { field: string }) {
  const t = useTranslations('modelCatalogue');
  const u = useTranslations('admin.units');
  if (!field.startsWith(PRICE)) return t(`fieldOf.${field as 'name'}`);
  const unit = field.slice(PRICE.length) as PriceUnit;
  return `${u(`name.${unit}`)} ${u(`per.${unit}`)}`;
}

/** Prices as people compare them, per million. */
function shown(field: string, text: string | null): string {
  if (text === null) return '—';
  return field.startsWith(PRICE) ? typedAmount(text, field.slice(PRICE.length) as PriceUnit) : text;
}
