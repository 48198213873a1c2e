import type { CallView } from '@turnpike/contracts/management/calls';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Count } from '../ui/figures';
import { Facts } from '../ui/facts';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';

type Fact = readonly [name: string, value: ReactNode];

interface CallFactsProps {
  call: CallView;
  narrow: boolean;
  isPlatform: boolean;
}

/** What is known of a call, in two columns; what isn't known is left out. */
export async function CallFacts({ call, narrow, isPlatform }: CallFactsProps) {
  const t = await getTranslations('calls');
  const code = (text: string | null | undefined) => (text ? <code className="text-xs break-all">{text}</code> : null);
  const { request, handling } = call;
  const facts: Fact[] = [
    [t('started'), <Instant key="s" iso={call.startedAt} show="absolute" />],
    [t('recorded'), call.recordedAt === null ? null : <Instant key="r" iso={call.recordedAt} show="absolute" />],
    [t('mode'), call.environment === null ? null : t(call.environment === 'test' ? 'test' : 'live')],
    [t('tenant'), isPlatform ? call.tenantName : null],
    [t('application'), call.applicationName],
    [
      call.credential === null ? t('credential') : t(`credentials.${call.credential.kind}`),
      call.credential === null ? null : (
        <span key="k" className="inline-flex flex-wrap items-center gap-x-2">
          {call.credential.name}
          <PublicId id={call.credential.id} short />
        </span>
      ),
    ],
    [t('plan'), planOf(call, t)],
    [t('operation'), code(request === null ? call.operation : `${request.method} ${request.path}`)],
    [t('model'), code(call.model)],
    [t('servedModel'), call.servedModel === call.model ? null : code(call.servedModel)],
    [t('provider'), call.provider],
    [t('stream'), t(call.stream ? 'streamed' : 'whole')],
    [t('endReason'), endOf(call.endReason, t)],
    [t('errorCode'), code(call.errorCode)],
    [t('clientGone'), request?.clientGone ? t(request.clientGone) : null],
    [t('rule'), code(handling?.rule)],
    [t('cache'), handling?.cache ? t(`caches.${handling.cache}`) : null],
    [t('idempotency'), handling?.idempotency ? t(`idempotencies.${handling.idempotency}`) : null],
    [t('fallbackAnswer'), handling?.fallbackAnswer === true ? t('given') : null],
    [t('endUser'), code(call.endUser)],
    [t('address'), code(request?.address)],
    [t('userAgent'), code(request?.userAgent)],
    [t('clientRequestId'), code(request?.clientRequestId)],
    [t('traceId'), code(request?.traceId)],
    [
      t('bytes'),
      request === null ? null : (
        <>
          <Count value={request.bytesIn} /> / <Count value={request.bytesOut} />
        </>
      ),
    ],
    [t('droppedHints'), code(request?.droppedHints.join(', '))],
  ];
  return <Facts facts={facts.filter(([, value]) => value !== null)} columns={narrow ? 1 : 2} />;
}

type Translate = Awaited<ReturnType<typeof getTranslations<'calls'>>>;

function planOf({ plan, planVersion }: CallView, t: Translate): string | null {
  return plan === null || planVersion === null ? plan : t('planVersion', { plan, version: planVersion });
}

/** A reason that a newer gateway gave is shown by its own word. */
function endOf(reason: string | null, t: Translate): string | null {
  const key = `endReasons.${reason}` as Parameters<Translate>[0];
  return reason === null ? null : t.has(key) ? t(key) : reason;
}
