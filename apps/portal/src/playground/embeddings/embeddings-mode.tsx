'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { embeddingSnippets } from '../../snippets/task-snippets';
import { Field } from '../../ui/field';
import { Input, Textarea } from '../../ui/input';
import { CallPanel } from '../call/call-panel';
import { CallTarget, modelAt } from '../call/call-target';
import { ModeLayout } from '../call/mode-layout';
import { NobodyToAsk } from '../call/nobody-to-ask';
import { linesOf, numberOf } from '../call/typed';
import { useCall } from '../call/use-call';
import type { ModeProps } from '../mode-props';
import { EmbeddingsTable } from './embeddings-table';
import { type Embedding, readEmbeddings } from './vectors';

const OPERATIONS = ['embeddings'];
/** More than these make a table that nobody reads. */
const MOST_TEXTS = 12;

interface Embedded {
  texts: readonly string[];
  embeddings: readonly Embedding[];
}

/** Texts, one a line, and how near their vectors are to each other. */
export function EmbeddingsMode({ place, target, initial }: ModeProps) {
  const t = useTranslations('playground');
  const [chosen, setChosen] = useState(initial.model);
  const [text, setText] = useState(t('embeddings.example'));
  const [dimensions, setDimensions] = useState('');
  const { call, run, stop, clear } = useCall<Embedded>(place);
  const model = modelAt(target, OPERATIONS, chosen);
  const texts = linesOf(text);
  const body = { model: model?.name ?? '', input: texts, dimensions: numberOf(dimensions) };
  const ask = () =>
    run(target.applicationId, { path: '/embeddings', body }, async (answer) => ({
      texts,
      embeddings: await readEmbeddings(answer),
    }));
  return (
    <ModeLayout
      settings={
        <CallTarget target={target} operations={OPERATIONS} model={model} onModel={setChosen}>
          <Field label={t('embeddings.dimensions')} hint={t('embeddings.dimensionsHint')}>
            <Input
              type="number"
              inputMode="numeric"
              min={1}
              max={65_536}
              step={1}
              value={dimensions}
              onChange={(event) => setDimensions(event.target.value)}
            />
          </Field>
        </CallTarget>
      }
    >
      {model === undefined ? (
        <NobodyToAsk mode="embeddings" />
      ) : (
        <CallPanel
          label={t('embeddings.label')}
          action={t('embeddings.action')}
          isReady={texts.length > 0 && texts.length <= MOST_TEXTS}
          call={call}
          onRun={ask}
          onStop={stop}
          onClear={clear}
          snippets={() => embeddingSnippets({ baseUrl: place.baseUrl, key: t('placeholderKey'), body })}
          nothingYet={t('embeddings.nothing')}
          answer={({ texts: asked, embeddings }) => <EmbeddingsTable texts={asked} embeddings={embeddings} />}
        >
          <Field
            label={t('embeddings.texts')}
            hint={t('embeddings.textsHint', { most: MOST_TEXTS })}
            error={texts.length > MOST_TEXTS ? t('embeddings.tooMany', { count: texts.length }) : undefined}
          >
            <Textarea value={text} onChange={(event) => setText(event.target.value)} rows={5} maxLength={100_000} />
          </Field>
        </CallPanel>
      )}
    </ModeLayout>
  );
}
