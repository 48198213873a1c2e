'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { chooseModeAction } from '../frame/actions';
import { CodeDialog } from '../playground/call/code-dialog';
import type { Mode } from '../server/preferences';
import { chatSnippets } from '../snippets/chat-snippets';
import { Button } from '../ui/button';
import { useAction } from '../ui/use-action';

interface ScenarioButtonsProps {
  prompt: string;
  /** Streams are watched as streams. */
  stream: boolean;
  mode: Mode;
  baseUrl: string;
  model: string;
  title: string;
}

/** Takes a scenario into the playground, in test mode, or shows it as code. */
export function ScenarioButtons({ prompt, stream, mode, baseUrl, model, title }: ScenarioButtonsProps) {
  const t = useTranslations('playground');
  const router = useRouter();
  const [showCode, setShowCode] = useState(false);
  const go = () => router.push(`/app/playground?${new URLSearchParams({ prompt }).toString()}`);
  const { run, pending } = useAction(chooseModeAction, { onSuccess: go });
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        size="sm"
        pending={pending}
        aria-label={`${t('sandbox.run')}: ${title}`}
        onClick={() => (mode === 'test' ? go() : run({ mode: 'test' }))}
      >
        {t('sandbox.run')}
      </Button>
      <Button
        size="sm"
        variant="ghost"
        aria-label={`${t('sandbox.asCurl')}: ${title}`}
        onClick={() => setShowCode(true)}
      >
        {t('sandbox.asCurl')}
      </Button>
      <CodeDialog
        open={showCode}
        onOpenChange={setShowCode}
        snippets={chatSnippets({
          baseUrl,
          key: t('placeholderKey'),
          model,
          messages: [{ role: 'user', content: prompt }],
          stream,
        })}
      />
    </div>
  );
}
