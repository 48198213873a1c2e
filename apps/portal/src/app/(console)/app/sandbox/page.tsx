import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { callableByApplication } from '../../../../keys/callable-by-application';
import { ScenarioButtons } from '../../../../sandbox/scenario-buttons';
import { scenarioPrompt, SCENARIOS, STEERING } from '../../../../sandbox/scenarios';
import { publicGatewayUrl } from '../../../../server/public-gateway-url';
import { requireTenant } from '../../../../server/session';
import { Card } from '../../../../ui/card';
import { PageHeader } from '../../../../ui/page-header';
import { Table, Td, Th, Tr } from '../../../../ui/table';

/** In code that is shown before the reader has anything to call. */
const ANY_MODEL = 'sandbox-chat';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('playground'))('sandbox.title') };
}

export default async function SandboxPage() {
  const [session, t] = await Promise.all([requireTenant(), getTranslations('playground')]);
  const { mode } = session;
  const model = Object.values(await callableByApplication(session))[0] ?? ANY_MODEL;
  return (
    <>
      <PageHeader title={t('sandbox.title')} lead={t('sandbox.lead')} />
      <div className="grid grid-cols-1 gap-6">
        <Card title={t('sandbox.whatTitle')} lead={t(mode === 'test' ? 'sandbox.isTest' : 'sandbox.isLive')}>
          <ul className="grid max-w-prose list-disc gap-2 pl-5">
            <li>{t('sandbox.what1')}</li>
            <li>{t('sandbox.what2')}</li>
            <li>{t('sandbox.what3')}</li>
          </ul>
        </Card>
        <Card title={t('sandbox.scenarios')} lead={t('sandbox.scenariosLead')} flush>
          <ul>
            {SCENARIOS.map(({ name, line }) => (
              <li
                key={name}
                className="grid gap-x-6 gap-y-2 border-b border-line px-4 py-4 last:border-b-0 md:grid-cols-[minmax(0,1fr)_auto] md:items-center"
              >
                <div className="min-w-0">
                  <h3 className="text-sm">{t(`sandbox.scenario.${name}.title`)}</h3>
                  <p className="text-quiet">{t(`sandbox.scenario.${name}.expect`)}</p>
                  {line !== null && <code className="mt-1 block text-xs break-words text-lane-text">{line}</code>}
                </div>
                <ScenarioButtons
                  title={t(`sandbox.scenario.${name}.title`)}
                  prompt={scenarioPrompt(t('sandbox.prompt'), line)}
                  stream={name === 'stream' || name === 'cut'}
                  mode={mode}
                  baseUrl={publicGatewayUrl()}
                  model={model}
                />
              </li>
            ))}
          </ul>
        </Card>
        <SteeringKeys />
      </div>
    </>
  );
}

/** Every key of the steering line. */
async function SteeringKeys() {
  const t = await getTranslations('playground');
  return (
    <Card title={t('sandbox.allKeys')} lead={t('sandbox.allKeysLead')} flush>
      <Table label={t('sandbox.allKeys')}>
        <thead>
          <tr>
            <Th>{t('sandbox.keyColumn')}</Th>
            <Th>{t('sandbox.effectColumn')}</Th>
          </tr>
        </thead>
        <tbody>
          {(Object.keys(STEERING) as (keyof typeof STEERING)[]).map((key) => (
            <Tr key={key}>
              <Td className="whitespace-nowrap">
                <code className="text-xs">{`${key}=${STEERING[key]}`}</code>
              </Td>
              <Td>{t(`sandbox.keys.${key}`)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
