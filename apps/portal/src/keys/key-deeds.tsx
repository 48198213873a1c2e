'use client';

import type { KeyView } from '@turnpike/contracts/management/keys';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { deedsFor, type KeyDeed, KeyDeedDialog } from './key-actions';

/** What can be done to a key, as buttons on its own page. */
export function KeyDeeds(props: { target: KeyView; baseUrl: string; models: Readonly<Record<string, string>> }) {
  const { target } = props;
  const t = useTranslations('keys');
  const [deed, setDeed] = useState<KeyDeed | null>(null);
  return (
    <div className="flex flex-wrap gap-2">
      {deedsFor(target).map((possible) => (
        <Button
          key={possible}
          size="sm"
          variant={possible === 'revoke' ? 'danger' : 'secondary'}
          onClick={() => setDeed(possible)}
        >
          {t(`${possible}.action`)}
        </Button>
      ))}
      <KeyDeedDialog {...props} deed={deed} onClose={() => setDeed(null)} />
    </div>
  );
}
