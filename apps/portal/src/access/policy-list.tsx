'use client';

import type { AccessPolicyView } from '@turnpike/contracts/management/access-policies';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Table, Td, Th, Tr } from '../ui/table';
import { PolicyDeeds } from './policy-deeds';
import { PolicyDialog, type PolicyScope } from './policy-dialog';
import type { ValueOptions } from './policy-options';
import { PolicySentence } from './policy-sentence';

interface PolicyListProps {
  scope: PolicyScope;
  policies: readonly AccessPolicyView[];
  options: ValueOptions;
  mayWrite: boolean;
}

/** Policies, each as a sentence, with what may be done with them. */
export function PolicyList({ scope, policies, options, mayWrite }: PolicyListProps) {
  const t = useTranslations('access.policies');
  const [edited, setEdited] = useState<AccessPolicyView | 'new' | null>(null);
  const add = mayWrite && (
    <Button variant="primary" onClick={() => setEdited('new')}>
      {t('create')}
    </Button>
  );
  return (
    <>
      {policies.length === 0 ? (
        <EmptyState title={t('none')} action={add}>
          {t('noneLead')}
        </EmptyState>
      ) : (
        <Card flush title={t('table')} actions={add}>
          <Table label={t('table')}>
            <thead>
              <tr>
                <Th>{t('name')}</Th>
                <Th>{t('says')}</Th>
                <Th>{t('state')}</Th>
                <Th>
                  <span className="sr-only">{t('actions')}</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {policies.map((policy) => (
                <Row key={policy.id} {...{ policy, scope, options, mayWrite }} onEdit={() => setEdited(policy)} />
              ))}
            </tbody>
          </Table>
        </Card>
      )}
      {edited !== null && (
        <PolicyDialog
          scope={scope}
          policy={edited === 'new' ? null : edited}
          options={options}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}

interface RowProps extends Pick<PolicyListProps, 'scope' | 'options' | 'mayWrite'> {
  policy: AccessPolicyView;
  onEdit: () => void;
}

function Row({ policy, scope, options, mayWrite, onEdit }: RowProps) {
  const t = useTranslations('access.policies');
  const { name, description, realm, effect, conditions, enabled, isPlatform } = policy;
  const isOthers = isPlatform && scope === 'tenant';
  return (
    <Tr>
      <Td className="min-w-40">
        <span className="font-[600] break-words">{name}</span>
        {isOthers && <Badge className="ml-2">{t('platform')}</Badge>}
        {description !== '' && <p className="text-xs break-words text-quiet">{description}</p>}
      </Td>
      <Td className="min-w-64">
        {conditions === null ? (
          <span className="text-quiet">{t('hidden')}</span>
        ) : (
          <PolicySentence {...{ realm, effect, conditions, options }} />
        )}
      </Td>
      <Td>
        <Badge tone={enabled ? 'live' : 'quiet'}>{t(enabled ? 'on' : 'off')}</Badge>
      </Td>
      <Td className="text-right whitespace-nowrap">
        {mayWrite && !isOthers && <PolicyDeeds policy={policy} scope={scope} onEdit={onEdit} />}
      </Td>
    </Tr>
  );
}
