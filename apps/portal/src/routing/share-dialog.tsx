'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { Select } from '../ui/input';
import { withShare } from './draft-changes';
import type { DraftRule, RoutingDraft } from './routing-draft';
import { ShareFields } from './share-fields';
import { targetName } from './target-name';

interface ShareDialogProps {
  draft: RoutingDraft;
  targets: ModelView['targets'];
  onShare: (draft: RoutingDraft) => void;
  onClose: () => void;
}

/** A canary in one step: a target, a share, and who stays on one side. */
export function ShareDialog({ draft, targets, onShare, onClose }: ShareDialogProps) {
  const t = useTranslations('routing.share');
  const u = useTranslations('ui');
  const [target, setTarget] = useState(targets.at(-1)?.id ?? '');
  const [share, setShare] = useState<Pick<DraftRule, 'percent' | 'stickyBy'>>({ percent: '10', stickyBy: 'end_user' });
  const percent = Number(share.percent);
  const isShare = share.percent.trim() !== '' && Number.isInteger(percent) && percent >= 0 && percent <= 100;
  return (
    <Dialog open onOpenChange={onClose} title={t('title')} description={t('lead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          // A portal's events rise through React's tree: the editor around it is a form too.
          event.stopPropagation();
          if (isShare) onShare(withShare(draft, { target, ...share }));
        }}
      >
        <Field label={t('target')}>
          <Select value={target} onChange={(event) => setTarget(event.target.value)} required>
            {targets.map((one) => (
              <option key={one.id} value={one.id}>
                {targetName(one)}
              </option>
            ))}
          </Select>
        </Field>
        <ShareFields
          share={share}
          error={undefined}
          onChange={(change) => setShare((before) => ({ ...before, ...change }))}
        />
        <p className="text-xs text-quiet">{t('effect')}</p>
        <DialogActions>
          <Button onClick={onClose}>{u('cancel')}</Button>
          <Button type="submit" variant="primary" disabled={!isShare || target === ''}>
            {t('add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
