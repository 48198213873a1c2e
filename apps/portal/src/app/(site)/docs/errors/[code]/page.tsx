import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { describeError, type DescribedError, isErrorCode } from '../../../../../error-pages/describe-error';
import { HttpStatus } from '../../../../../ui/badge';
import { Card } from '../../../../../ui/card';
import { CodeBlock } from '../../../../../ui/code-block';
import { Facts } from '../../../../../ui/facts';
import { PageHeader } from '../../../../../ui/page-header';

interface Props {
  params: Promise<{ code: string }>;
}

async function errorOf({ params }: Props): Promise<DescribedError> {
  const { code } = await params;
  return isErrorCode(code) ? describeError(code) : notFound();
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { code, message } = await errorOf(props);
  return { title: code, description: message };
}

/** One error: what happened, what to do about it, whether asking again helps, and how it looks on the wire. */
export default async function ErrorPage(props: Props) {
  const [error, t] = await Promise.all([errorOf(props), getTranslations('errorPages')]);
  const { code, status, number, type, message, fix, retryable, blame, mayWait } = error;
  return (
    <div className="mx-auto grid max-w-4xl grid-cols-1 gap-6 px-4 pt-10 sm:px-6">
      <PageHeader
        above={<Link href="/docs/errors">{t('title')}</Link>}
        title={
          <span className="flex flex-wrap items-center gap-3">
            <code className="break-all">{code}</code>
            <HttpStatus status={status} />
          </span>
        }
        lead={message}
      />
      <Card title={t('cure')}>
        <p className="text-md">{fix}</p>
      </Card>
      <Card title={t('again')}>
        <p>
          {t(retryable ? 'againYes' : 'againNo')} {mayWait && t('againWait')}
        </p>
        <p className="mt-2 text-quiet">{t(`blame.${blame}`)}</p>
      </Card>
      <Card title={t('facts')}>
        <Facts
          columns={2}
          facts={[
            [t('status'), <code key="status">{status}</code>],
            [t('code'), <code key="code">{code}</code>],
            [t('type'), <code key="type">{type}</code>],
            [t('number'), <code key="number">{number}</code>],
          ]}
        />
      </Card>
      <Card title={t('example')} lead={t('exampleLead')}>
        <Examples error={error} />
      </Card>
    </div>
  );
}

async function Examples({ error }: { error: DescribedError }) {
  const t = await getTranslations('errorPages');
  const { dataPlane, management, problem } = error.examples;
  return (
    <CodeBlock
      label={t('example')}
      snippets={[
        { language: 'data-plane', label: t('form.dataPlane'), code: dataPlane },
        { language: 'management', label: t('form.management'), code: management },
        { language: 'problem', label: t('form.problem'), code: problem },
      ]}
    />
  );
}
