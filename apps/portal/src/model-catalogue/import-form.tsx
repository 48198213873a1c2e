'use client';

import type { CataloguePreviewView } from '@turnpike/contracts/management/model-catalogue';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { applyCatalogueAction, previewCatalogueAction } from '../app/(console)/admin/catalogue/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { ImportDiff } from './import-diff';

/** What fits into one request of a page to its server. */
const LARGEST_BYTES = 900_000;

/** Reads a file, shows what it would change, and changes that. */
export function ImportForm() {
  const t = useTranslations('modelCatalogue');
  const { choose, file, problem, preview, look, apply } = useImport();
  const again = (
    <Button onClick={() => look.run(file)} pending={look.pending}>
      {t('preview')}
    </Button>
  );
  return (
    <>
      <Card>
        <div className="grid max-w-xl grid-cols-1 gap-4">
          <Field label={t('file')} error={problem}>
            <Input
              type="file"
              accept="application/json,.json"
              onChange={(event) => void choose(event.target.files?.[0])}
              className="py-1.5"
            />
          </Field>
          <FormError error={look.error} />
          {file !== null && preview === null && <div>{again}</div>}
        </div>
      </Card>
      {preview !== null && (
        <ImportDiff preview={preview}>
          <FormError error={apply.error} />
          <div className="flex flex-wrap gap-2">
            <Button
              variant="primary"
              pending={apply.pending}
              onClick={() => apply.run({ file, digest: preview.digest })}
            >
              {t('apply')}
            </Button>
            {apply.error !== null && again}
          </div>
        </ImportDiff>
      )}
    </>
  );
}

/** The file chosen, what it would change, and the two questions asked of the server about it. */
function useImport() {
  const t = useTranslations('modelCatalogue');
  const router = useRouter();
  const [file, setFile] = useState<unknown>(null);
  const [problem, setProblem] = useState<string | undefined>();
  const [preview, setPreview] = useState<CataloguePreviewView | null>(null);
  const look = useAction(previewCatalogueAction, { onSuccess: setPreview });
  const apply = useAction(applyCatalogueAction, {
    success: t('applied'),
    onSuccess: () => router.push('/admin/catalogue'),
  });
  const choose = async (chosen: File | undefined) => {
    setFile(null);
    setPreview(null);
    setProblem(undefined);
    look.reset();
    apply.reset();
    if (chosen === undefined) return;
    if (chosen.size > LARGEST_BYTES) return setProblem(t('tooLarge'));
    const content = parse(await chosen.text());
    if (content === undefined) return setProblem(t('notJson'));
    setFile(content);
    look.run(content);
  };
  return { choose, file, problem, preview, look, apply };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
