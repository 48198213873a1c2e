'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { cn } from './cn';
import { CopyButton } from './copy-button';

export interface Snippet {
  /** `curl`, `python`, `typescript`: remembered across pages. */
  language: string;
  /** What the tab says. */
  label: string;
  code: string;
}

const REMEMBERED = 'turnpike:language';

/** Code as it works when pasted, in the reader's language, to copy. */
export function CodeBlock({
  snippets,
  label,
  className,
}: {
  snippets: readonly Snippet[];
  label: string;
  className?: string;
}) {
  const t = useTranslations('ui');
  const [language, setLanguage] = useState(snippets[0]?.language);
  useEffect(() => {
    const remembered = localStorage.getItem(REMEMBERED);
    if (snippets.some((snippet) => snippet.language === remembered)) setLanguage(remembered ?? undefined);
  }, [snippets]);
  const shown = snippets.find((snippet) => snippet.language === language) ?? snippets[0];
  if (shown === undefined) return null;
  const choose = (next: string) => {
    setLanguage(next);
    localStorage.setItem(REMEMBERED, next);
  };
  return (
    <section aria-label={label} className={cn('min-w-0 overflow-hidden rounded-box bg-road text-on-road', className)}>
      <div className="flex items-center gap-1 border-b border-on-road/15 px-2 py-1">
        <div className="flex min-w-0 items-center gap-1 overflow-x-auto">
          {snippets.length === 1 && <span className="px-2 text-2xs text-on-road-quiet">{shown.label}</span>}
          {snippets.length > 1 &&
            snippets.map((snippet) => (
              <button
                key={snippet.language}
                type="button"
                aria-pressed={snippet.language === shown.language}
                onClick={() => choose(snippet.language)}
                className="h-8 shrink-0 cursor-pointer rounded-badge px-2 text-xs whitespace-nowrap text-on-road-quiet hover:text-on-road aria-pressed:font-[650] aria-pressed:text-lane"
              >
                {snippet.label}
              </button>
            ))}
        </div>
        <CopyButton
          text={shown.code}
          label={t('copyCode')}
          className="ml-auto shrink-0 text-on-road hover:bg-on-road/10"
        />
      </div>
      <pre tabIndex={0} aria-label={label} className="overflow-x-auto p-4 text-xs leading-relaxed">
        <code>{shown.code}</code>
      </pre>
    </section>
  );
}
