/** Every try of a delivery, the newest first and open. */
import type { DeliveryAttemptView } from '@turnpike/contracts/management/webhooks';
import { getTranslations } from 'next-intl/server';
import { Duration } from '../ui/figures';
import { Instant } from '../ui/instant';
import { AnswerStatus } from './delivery-state';
import { explainAttempt } from './explain-attempt';

export async function AttemptList({ tries }: { tries: readonly DeliveryAttemptView[] }) {
  const t = await getTranslations('webhooks.delivery');
  if (tries.length === 0) return <p className="p-4 text-quiet">{t('attemptsNone')}</p>;
  return (
    <ol>
      {tries.toReversed().map((attempt, index) => (
        <li key={attempt.id} className="border-b border-line last:border-b-0">
          <details open={index === 0}>
            <AttemptSummary attempt={attempt} />
            <AttemptExchange attempt={attempt} />
          </details>
        </li>
      ))}
    </ol>
  );
}

async function AttemptSummary({ attempt }: { attempt: DeliveryAttemptView }) {
  const [t, e] = await Promise.all([getTranslations('webhooks.delivery'), getTranslations('webhooks.error')]);
  const problem = explainAttempt(attempt);
  return (
    <summary className="cursor-pointer px-4 py-3 hover:bg-hover">
      <span className="inline-flex max-w-[calc(100%-2rem)] flex-wrap items-center gap-x-3 gap-y-1 align-top">
        <span className="font-[600]">{t('attempt', { number: attempt.number })}</span>
        {attempt.responseStatus === null ? (
          <span className="text-stopped">{t('noAnswer')}</span>
        ) : (
          <AnswerStatus status={attempt.responseStatus} />
        )}
        <Duration ms={attempt.durationMs} />
        <Instant iso={attempt.startedAt} className="text-quiet" />
        {problem !== null && (
          <span className="basis-full text-xs text-quiet">
            {e(problem, { status: attempt.responseStatus ?? 0, code: attempt.error ?? '' })}
          </span>
        )}
      </span>
    </summary>
  );
}

async function AttemptExchange({ attempt }: { attempt: DeliveryAttemptView }) {
  const t = await getTranslations('webhooks.delivery');
  const { requestHeaders, responseHeaders, responseBody } = attempt;
  return (
    <div className="grid grid-cols-1 gap-5 px-4 pt-1 pb-4">
      <Headers title={t('request')} headers={requestHeaders} />
      {responseHeaders !== null && <Headers title={t('response')} headers={responseHeaders} />}
      {responseHeaders !== null && (
        <section>
          <h3 className="mb-1.5 text-xs font-[600]">{t('responseBody')}</h3>
          {responseBody === null || responseBody === '' ? (
            <p className="text-xs text-quiet">{t('responseEmpty')}</p>
          ) : (
            <pre
              tabIndex={0}
              className="max-h-72 overflow-auto rounded-box bg-surface p-3 text-xs break-words whitespace-pre-wrap"
            >
              {responseBody}
            </pre>
          )}
        </section>
      )}
    </div>
  );
}

function Headers({ title, headers }: { title: string; headers: Record<string, string> }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-1.5 text-xs font-[600]">{title}</h3>
      <dl className="grid grid-cols-1 font-mono text-xs sm:grid-cols-[max-content_minmax(0,1fr)]">
        {Object.entries(headers).map(([name, value]) => (
          <div
            key={name}
            className="col-span-full grid grid-cols-subgrid gap-x-6 border-b border-line py-1.5 last:border-b-0"
          >
            <dt className="text-quiet">{name}</dt>
            <dd className="min-w-0 break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
