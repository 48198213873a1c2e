import { getTranslations } from 'next-intl/server';
import { CodeBlock } from '../ui/code-block';

/** More than anyone reads; an answer may be megabytes. */
const SHOWN_CHARACTERS = 20_000;

/** What was asked or what came back, as code to copy. */
export async function JobContent({ jobId, label, content }: { jobId: string; label: string; content: unknown }) {
  const t = await getTranslations('jobs');
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  const isCut = text.length > SHOWN_CHARACTERS;
  return (
    <div className="grid grid-cols-1 gap-2">
      <CodeBlock
        label={label}
        className="max-h-[28rem] overflow-y-auto"
        snippets={[{ language: 'json', label, code: isCut ? text.slice(0, SHOWN_CHARACTERS) : text }]}
      />
      {isCut && <p className="text-xs text-quiet">{t('cut', { id: jobId })}</p>}
    </div>
  );
}
