'use client';

import { ImagePlus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Button } from '../../ui/button';
import { MOST_PICTURE_BYTES, type Picture, PICTURE_TYPES, readPicture } from './picture';

interface AttachPictureProps {
  picture: Picture | null;
  onPicture: (picture: Picture | null) => void;
}

/** Takes a picture along with the next question. */
export function AttachPicture({ picture, onPicture }: AttachPictureProps) {
  const t = useTranslations('playground');
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    if (input.current) input.current.value = '';
    setError(null);
    if (file.size > MOST_PICTURE_BYTES) return setError(t('fileTooLarge', { most: 4, name: file.name }));
    await readPicture(file).then(onPicture, () => setError(t('fileUnreadable', { name: file.name })));
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={PICTURE_TYPES}
        aria-label={t('attach')}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => void choose(event.target.files?.[0])}
      />
      {picture === null ? (
        <Button variant="ghost" onClick={() => input.current?.click()}>
          <ImagePlus aria-hidden />
          {t('attach')}
        </Button>
      ) : (
        <span className="flex min-w-0 items-center gap-2 rounded-box bg-surface py-1 pr-1 pl-2">
          <img src={picture.url} alt="" className="size-7 rounded-badge object-cover" />
          <span className="max-w-40 truncate text-xs">{picture.name}</span>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('detach', { name: picture.name })}
            onClick={() => onPicture(null)}
          >
            <X aria-hidden />
          </Button>
        </span>
      )}
      {error !== null && (
        <p role="alert" className="w-full text-xs text-stopped">
          {error}
        </p>
      )}
    </>
  );
}
