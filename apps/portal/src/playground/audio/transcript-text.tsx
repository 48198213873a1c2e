'use client';

import { useTranslations } from 'next-intl';
import { CopyButton } from '../../ui/copy-button';
import { Table, Td, Th, Tr } from '../../ui/table';
import type { Transcript } from './read-transcript';

/** What was heard, and when each part was said where the answer tells. */
export function TranscriptText({ transcript }: { transcript: Transcript }) {
  const t = useTranslations('playground.audio');
  const { text, language, segments, isPlain } = transcript;
  return (
    <div className="grid grid-cols-1 gap-3">
      {isPlain ? (
        <pre tabIndex={0} aria-label={t('heard')} className="overflow-x-auto font-mono text-xs whitespace-pre-wrap">
          {text}
        </pre>
      ) : (
        <p className="border-l-2 border-lane-text pl-3 break-words whitespace-pre-wrap">{text || t('silence')}</p>
      )}
      <div className="flex flex-wrap items-center gap-3 text-xs text-quiet">
        <CopyButton text={text} label={t('copyText')} />
        {language !== null && <span>{t('heardIn', { language })}</span>}
      </div>
      {segments.length > 0 && (
        <Table label={t('segments')} className="rounded-box border border-line">
          <thead>
            <tr>
              <Th numeric>{t('from')}</Th>
              <Th numeric>{t('to')}</Th>
              <Th>{t('said')}</Th>
            </tr>
          </thead>
          <tbody>
            {segments.map((segment, index) => (
              <Tr key={index}>
                <Td numeric className="whitespace-nowrap">
                  {t('atSecond', { second: segment.start.toFixed(2) })}
                </Td>
                <Td numeric className="whitespace-nowrap">
                  {t('atSecond', { second: segment.end.toFixed(2) })}
                </Td>
                <Td>{segment.text.trim()}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}
