'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { imageEditSnippets, imageSnippets } from '../../snippets/task-snippets';
import { Field } from '../../ui/field';
import { Textarea } from '../../ui/input';
import { CallPanel } from '../call/call-panel';
import { CallTarget, modelAt } from '../call/call-target';
import { FileField, fits } from '../call/file-field';
import { formOf } from '../call/form-of';
import { ModeLayout } from '../call/mode-layout';
import { NobodyToAsk } from '../call/nobody-to-ask';
import { numberOf } from '../call/typed';
import { useCall } from '../call/use-call';
import type { ModeProps } from '../mode-props';
import { ImageFields, type ImageSettings } from './image-settings';
import { PictureGrid } from './picture-grid';
import { type MadePicture, readPictures } from './read-pictures';

const GENERATIONS = 'images.generations';
const EDITS = 'images.edits';
const OPERATIONS = [GENERATIONS, EDITS];

interface Drawn {
  prompt: string;
  pictures: readonly MadePicture[];
}

/** Pictures from a prompt, or a picture changed by one. */
export function ImagesMode({ place, target, initial }: ModeProps) {
  const t = useTranslations('playground');
  const [chosen, setChosen] = useState(initial.model);
  const [prompt, setPrompt] = useState(initial.prompt);
  const [settings, setSettings] = useState<ImageSettings>({ size: '', quality: '', count: '1' });
  const [file, setFile] = useState<File | null>(null);
  const { call, run, stop, clear } = useCall<Drawn>(place);
  const model = modelAt(target, OPERATIONS, chosen);
  const source = model?.operations.includes(EDITS) === true ? file : null;
  const body = {
    model: model?.name ?? '',
    prompt,
    n: numberOf(settings.count),
    size: settings.size || undefined,
    quality: settings.quality || undefined,
  };
  const request =
    source === null
      ? { path: '/images/generations', body }
      : { path: '/images/edits', body: formOf(body, { image: source }) };
  const ask = () =>
    run(target.applicationId, request, async (answer) => ({ prompt, pictures: await readPictures(answer) }));
  const code = { baseUrl: place.baseUrl, key: t('placeholderKey'), body };
  const hasSource = source !== null || model?.operations.includes(GENERATIONS) === true;
  return (
    <ModeLayout
      settings={
        <CallTarget target={target} operations={OPERATIONS} model={model} onModel={setChosen}>
          <ImageFields settings={settings} onChange={(change) => setSettings((before) => ({ ...before, ...change }))} />
        </CallTarget>
      }
    >
      {model === undefined ? (
        <NobodyToAsk mode="images" />
      ) : (
        <CallPanel
          label={t('images.label')}
          action={t(source === null ? 'images.action' : 'images.actionEdit')}
          isReady={prompt.trim() !== '' && hasSource && fits(source)}
          call={call}
          onRun={ask}
          onStop={stop}
          onClear={clear}
          snippets={() => (source === null ? imageSnippets(code) : imageEditSnippets({ ...code, file: source.name }))}
          nothingYet={t('images.nothing')}
          answer={(drawn) => <PictureGrid {...drawn} />}
        >
          <PromptFields
            prompt={prompt}
            onPrompt={setPrompt}
            canEdit={model.operations.includes(EDITS)}
            file={file}
            onFile={setFile}
          />
        </CallPanel>
      )}
    </ModeLayout>
  );
}

interface PromptFieldsProps {
  prompt: string;
  onPrompt: (prompt: string) => void;
  canEdit: boolean;
  file: File | null;
  onFile: (file: File | null) => void;
}

function PromptFields({ prompt, onPrompt, canEdit, file, onFile }: PromptFieldsProps) {
  const t = useTranslations('playground.images');
  return (
    <>
      <Field label={t('prompt')}>
        <Textarea
          value={prompt}
          onChange={(event) => onPrompt(event.target.value)}
          placeholder={t('promptHint')}
          rows={3}
          maxLength={32_000}
        />
      </Field>
      {canEdit && (
        <FileField
          label={t('source')}
          hint={t('sourceHint')}
          accept="image/png,image/jpeg,image/webp"
          file={file}
          onFile={onFile}
        />
      )}
    </>
  );
}
