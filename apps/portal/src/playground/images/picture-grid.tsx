'use client';

import { useTranslations } from 'next-intl';
import { DownloadButton } from '../call/download-button';
import { useObjectUrl } from '../call/use-object-url';
import type { MadePicture } from './read-pictures';

/** The pictures of an answer, each to keep. */
export function PictureGrid({ pictures, prompt }: { pictures: readonly MadePicture[]; prompt: string }) {
  return (
    <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {pictures.map((picture, index) => (
        <li key={index} className="min-w-0">
          <PictureFigure picture={picture} number={index + 1} prompt={prompt} />
        </li>
      ))}
    </ul>
  );
}

interface PictureFigureProps {
  picture: MadePicture;
  number: number;
  prompt: string;
}

function PictureFigure({ picture, number, prompt }: PictureFigureProps) {
  const t = useTranslations('playground.images');
  const url = useObjectUrl(picture.blob);
  const name = `picture-${number}.${picture.format}`;
  if (picture.blob === null) {
    // Pages load nothing from other hosts: what its provider keeps is opened there.
    return picture.url === null ? null : (
      <a href={picture.url} target="_blank" rel="noreferrer">
        {t('openAtProvider', { number })}
      </a>
    );
  }
  return (
    <figure className="grid grid-cols-1 gap-2">
      {url === null ? (
        <div className="aspect-square w-full rounded-box bg-surface" />
      ) : (
        <img src={url} alt={t('alt', { number, prompt })} className="w-full rounded-box border border-line" />
      )}
      <figcaption className="flex flex-wrap items-center gap-2 text-xs text-quiet">
        {url !== null && <DownloadButton url={url} name={name} />}
        {picture.revisedPrompt !== '' && <span className="min-w-0 break-words">{picture.revisedPrompt}</span>}
      </figcaption>
    </figure>
  );
}
