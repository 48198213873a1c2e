'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef } from 'react';
import { Field } from '../../ui/field';
import { Input } from '../../ui/input';

interface FileFieldProps {
  label: string;
  /** What may be chosen, in the words of the `accept` attribute. */
  accept: string;
  file: File | null;
  onFile: (file: File | null) => void;
  hint?: ReactNode;
}

const MEBIBYTE = 1024 * 1024;
/** More than this a gateway refuses as it is usually set. */
const MOST_UPLOAD_BYTES = 9 * MEBIBYTE;

/** Whether it is within the bound. */
export function fits(file: File | null): boolean {
  return file === null || file.size <= MOST_UPLOAD_BYTES;
}

/** A file from the reader's machine; it goes to the gateway and nowhere else. */
export function FileField({ label, accept, file, onFile, hint }: FileFieldProps) {
  const t = useTranslations('playground');
  const input = useRef<HTMLInputElement>(null);
  // A browser keeps what was chosen in its own field.
  useEffect(() => {
    if (file === null && input.current) input.current.value = '';
  }, [file]);
  const error = fits(file)
    ? undefined
    : t('fileTooLarge', { most: MOST_UPLOAD_BYTES / MEBIBYTE, name: file?.name ?? '' });
  return (
    <Field label={label} hint={hint} error={error}>
      <Input
        ref={input}
        type="file"
        accept={accept}
        onChange={(event) => onFile(event.target.files?.[0] ?? null)}
        className="py-1 file:mr-3 file:h-7 file:cursor-pointer file:rounded-badge file:border-0 file:bg-hover file:px-3 file:text-xs file:font-[600] file:text-text"
      />
    </Field>
  );
}
