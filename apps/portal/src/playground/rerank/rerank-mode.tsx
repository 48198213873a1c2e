'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { rerankSnippets } from '../../snippets/task-snippets';
import { Field } from '../../ui/field';
import { Input, Textarea } from '../../ui/input';
import { CallPanel } from '../call/call-panel';
import { CallTarget, modelAt } from '../call/call-target';
import { ModeLayout } from '../call/mode-layout';
import { NobodyToAsk } from '../call/nobody-to-ask';
import { linesOf, numberOf } from '../call/typed';
import { useCall } from '../call/use-call';
import type { ModeProps } from '../mode-props';
import { RankingList } from './ranking-list';
import { type Ranked, readRanking } from './read-ranking';

const OPERATIONS = ['rerank'];
/** The gateway takes no more. */
const MOST_DOCUMENTS = 1000;

interface Answered {
  documents: readonly string[];
  ranking: readonly Ranked[];
}

/** A query, documents, and their order by how well they answer it. */
export function RerankMode({ place, target, initial }: ModeProps) {
  const t = useTranslations('playground');
  const [chosen, setChosen] = useState(initial.model);
  const [query, setQuery] = useState(initial.prompt || t('rerank.exampleQuery'));
  const [text, setText] = useState(t('rerank.exampleDocuments'));
  const [most, setMost] = useState('');
  const { call, run, stop, clear } = useCall<Answered>(place);
  const model = modelAt(target, OPERATIONS, chosen);
  const documents = linesOf(text);
  const body = { model: model?.name ?? '', query, documents, top_n: numberOf(most) };
  const ask = () =>
    run(target.applicationId, { path: '/rerank', body }, async (answer) => ({
      documents,
      ranking: await readRanking(answer),
    }));
  return (
    <ModeLayout
      settings={
        <CallTarget target={target} operations={OPERATIONS} model={model} onModel={setChosen}>
          <MostField value={most} onChange={setMost} />
        </CallTarget>
      }
    >
      {model === undefined ? (
        <NobodyToAsk mode="rerank" />
      ) : (
        <CallPanel
          label={t('rerank.label')}
          action={t('rerank.action')}
          isReady={query.trim() !== '' && documents.length > 0 && documents.length <= MOST_DOCUMENTS}
          call={call}
          onRun={ask}
          onStop={stop}
          onClear={clear}
          snippets={() => rerankSnippets({ baseUrl: place.baseUrl, key: t('placeholderKey'), body })}
          nothingYet={t('rerank.nothing')}
          answer={(answered) => <RankingList {...answered} />}
        >
          <Field label={t('rerank.query')}>
            <Input value={query} onChange={(event) => setQuery(event.target.value)} maxLength={8000} />
          </Field>
          <Field
            label={t('rerank.documents')}
            hint={t('rerank.documentsHint')}
            error={documents.length > MOST_DOCUMENTS ? t('rerank.tooMany', { most: MOST_DOCUMENTS }) : undefined}
          >
            <Textarea value={text} onChange={(event) => setText(event.target.value)} rows={6} maxLength={500_000} />
          </Field>
        </CallPanel>
      )}
    </ModeLayout>
  );
}

function MostField({ value, onChange }: { value: string; onChange: (most: string) => void }) {
  const t = useTranslations('playground.rerank');
  return (
    <Field label={t('most')} hint={t('mostHint')}>
      <Input
        type="number"
        inputMode="numeric"
        min={1}
        step={1}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
