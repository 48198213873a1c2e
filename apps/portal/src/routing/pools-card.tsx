'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { moved, replaced, withoutPool, withPool } from './draft-changes';
import { PoolCard } from './pool-card';
import { PoolOrder } from './pool-order';
import type { RoutingDraft } from './routing-draft';
import { ShareDialog } from './share-dialog';

interface PoolsCardProps {
  draft: RoutingDraft;
  targets: ModelView['targets'];
  errorAt: (path: string) => string | undefined;
  onChange: (change: Partial<RoutingDraft>) => void;
  onReplace: (draft: RoutingDraft) => void;
}

/** The pools, the order in which they are tried, and the short way to a canary. */
export function PoolsCard({ draft, targets, errorAt, onChange, onReplace }: PoolsCardProps) {
  const t = useTranslations('routing');
  const [isSharing, setSharing] = useState(false);
  const { pools } = draft;
  return (
    <Card
      title={t('pools.title')}
      lead={t('pools.lead')}
      actions={
        <span className="flex w-full flex-wrap gap-2 sm:w-auto">
          {targets.length > 0 && (
            <Button size="sm" onClick={() => setSharing(true)}>
              {t('share.action')}
            </Button>
          )}
          <Button size="sm" onClick={() => onReplace(withPool(draft))}>
            {t('pools.add')}
          </Button>
        </span>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        {pools.map((pool, index) => (
          <PoolCard
            key={pool.key}
            {...{ pool, index, targets }}
            count={pools.length}
            errorAt={(path) => errorAt(`pools.${index}.${path}`)}
            onChange={(change) => onChange({ pools: replaced(pools, index, change) })}
            onMove={(from, to) => onChange({ pools: moved(pools, from, to) })}
            onRemove={() => onReplace(withoutPool(draft, pool.key))}
          />
        ))}
        <PoolOrder
          legend={t('pools.order')}
          hint={t('pools.orderHint')}
          empty={t('pools.noOrder')}
          addLabel={t('pools.addToOrder')}
          error={errorAt('defaultPools')}
          pools={pools}
          keys={draft.defaults}
          onChange={(defaults) => onChange({ defaults })}
        />
      </div>
      {isSharing && (
        <ShareDialog
          draft={draft}
          targets={targets}
          onShare={(shared) => {
            onReplace(shared);
            setSharing(false);
          }}
          onClose={() => setSharing(false)}
        />
      )}
    </Card>
  );
}
