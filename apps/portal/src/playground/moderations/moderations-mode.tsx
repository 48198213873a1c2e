'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { moderationSnippets } from '../../snippets/task-snippets';
import { Badge } from '../../ui/badge';
import { Field } from '../../ui/field';
import { Textarea } from '../../ui/input';
import { Table, Td, Th, Tr } from '../../ui/table';
import { CallPanel } from '../call/call-panel';
import { CallTarget, modelAt } from '../call/call-target';
import { ModeLayout } from '../call/mode-layout';
import { NobodyToAsk } from '../call/nobody-to-ask';
import { useCall } from '../call/use-call';
import type { ModeProps } from '../mode-props';
import { type Judgement, readJudgement } from './read-judgement';

const OPERATIONS = ['moderations'];

/** A text, and what of it may be harmful. */
export function ModerationsMode({ place, target, initial }: ModeProps) {
  const t = useTranslations('playground');
  const [chosen, setChosen] = useState(initial.model);
  const [text, setText] = useState(initial.prompt);
  const { call, run, stop, clear } = useCall<Judgement>(place);
  const model = modelAt(target, OPERATIONS, chosen);
  const body = { model: model?.name ?? '', input: text };
  return (
    <ModeLayout settings={<CallTarget target={target} operations={OPERATIONS} model={model} onModel={setChosen} />}>
      {model === undefined ? (
        <NobodyToAsk mode="moderations" />
      ) : (
        <CallPanel
          label={t('moderations.label')}
          action={t('moderations.action')}
          isReady={text.trim() !== ''}
          call={call}
          onRun={() => run(target.applicationId, { path: '/moderations', body }, readJudgement)}
          onStop={stop}
          onClear={clear}
          snippets={() => moderationSnippets({ baseUrl: place.baseUrl, key: t('placeholderKey'), body })}
          nothingYet={t('moderations.nothing')}
          answer={(judgement) => <JudgementTable judgement={judgement} />}
        >
          <Field label={t('moderations.text')}>
            <Textarea value={text} onChange={(event) => setText(event.target.value)} rows={4} maxLength={100_000} />
          </Field>
        </CallPanel>
      )}
    </ModeLayout>
  );
}

function JudgementTable({ judgement }: { judgement: Judgement }) {
  const t = useTranslations('playground.moderations');
  return (
    <div className="grid grid-cols-1 gap-3">
      <p className="font-[600]">{t(judgement.isFlagged ? 'flagged' : 'passed')}</p>
      <Table label={t('scores')} className="rounded-box border border-line">
        <thead>
          <tr>
            <Th>{t('category')}</Th>
            <Th>{t('result')}</Th>
            <Th numeric>{t('score')}</Th>
          </tr>
        </thead>
        <tbody>
          {judgement.categories.map(({ name, score, isFlagged }) => (
            <Tr key={name}>
              <Td>
                <code className="text-xs">{name}</code>
              </Td>
              <Td>
                {isFlagged ? (
                  <Badge tone="stopped">{t('found')}</Badge>
                ) : (
                  <span className="text-quiet">{t('clean')}</span>
                )}
              </Td>
              <Td numeric>{score.toFixed(4)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
