import type { CatalogueVersionView } from '@turnpike/contracts/management/model-catalogue';
import { getTranslations } from 'next-intl/server';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';

/** Every change of the catalogue: when, who, how much. */
export async function CatalogueHistory({ versions }: { versions: readonly CatalogueVersionView[] }) {
  const t = await getTranslations('modelCatalogue');
  return (
    <Table label={t('history')}>
      <thead>
        <tr>
          <Th>{t('when')}</Th>
          <Th>{t('what')}</Th>
          <Th numeric>{t('added')}</Th>
          <Th numeric>{t('changed')}</Th>
          <Th numeric>{t('removed')}</Th>
          <Th>{t('who')}</Th>
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <Tr key={version.number}>
            <Td>
              <Instant iso={version.createdAt} />
              <span className="block font-mono text-2xs text-quiet">{version.version}</span>
            </Td>
            <Td className="min-w-40 break-words">{t(`kindOf.${version.kind}`, { label: version.label })}</Td>
            <Td numeric>{version.added}</Td>
            <Td numeric>{version.changed}</Td>
            <Td numeric>{version.removed}</Td>
            <Td>{version.actorName ?? version.actorId}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
