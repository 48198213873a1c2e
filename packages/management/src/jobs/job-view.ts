import type { JobView } from '@turnpike/contracts/management/jobs';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';

/** What a view is made of; bodies and results stay where they are. */
export const JOB_FACTS = {
  id: true, tenantId: true, applicationId: true, apiKeyId: true, environment: true, operation: true, model: true,
  state: true, attempt: true, metadata: true, callbackUrl: true, requestId: true, callId: true, resultStatus: true,
  usage: true, charge: true, currency: true, errorCode: true, error: true, cancelRequestedAt: true, createdAt: true,
  startedAt: true, finishedAt: true, expiresAt: true,
} as const satisfies Prisma.JobSelect; // prettier-ignore

export type JobFacts = Prisma.JobGetPayload<{ select: typeof JOB_FACTS }>;

/** A job as lists show it. `application` is the name of whose it is. */
export function jobView(row: JobFacts, application: string): JobView {
  return {
    id: publicId('job', row.id),
    tenantId: publicId('tenant', row.tenantId),
    applicationId: publicId('application', row.applicationId),
    application,
    apiKeyId: publicId('key', row.apiKeyId),
    environment: row.environment,
    operation: row.operation,
    model: row.model,
    state: row.state,
    attempt: row.attempt,
    metadata: row.metadata as JobView['metadata'],
    callbackUrl: row.callbackUrl,
    requestId: publicId('request', row.requestId),
    callId: row.callId === null ? null : publicId('request', row.callId),
    resultStatus: row.resultStatus,
    // A job that ended under an older version has none of the buckets that came later.
    usage: row.usage === null ? null : { ...NO_USAGE, ...(row.usage as Partial<Usage>) },
    charge: row.charge === null ? null : formatAmount(new Decimal(row.charge.toString())),
    currency: row.currency,
    error: errorOf(row),
    cancelRequestedAt: row.cancelRequestedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}

/** A provider's own error may lack what ours have. */
function errorOf({ error, errorCode }: JobFacts): JobView['error'] {
  if (error === null) return null;
  const stored = error as Record<string, unknown>;
  const { code, message } = stored;
  return {
    ...stored,
    code: typeof code === 'string' ? code : (errorCode ?? 'upstream_error'),
    message: typeof message === 'string' ? message : '',
  };
}
