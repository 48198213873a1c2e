/** What was asked, made whole: bare ids that the actor may ask about, and a range of whole buckets. */
import { parseInstant } from '@turnpike/contracts/management/fields';
import type { GetUsageInput, UsageBucketLength, UsageGroupBy } from '@turnpike/contracts/management/usage';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Keys are told apart by the hour in ranges up to this; beyond, by the day. */
const HOURLY_KEYS_MS = 3 * DAY_MS;
/** Longest range that is shown by the hour when nothing is said. */
const HOURLY_MS = 48 * HOUR_MS;
const MOST_BUCKETS = 400;
const DEFAULT_RANGE_MS = 7 * DAY_MS;

export interface UsageRange {
  fromMs: number;
  toMs: number;
  bucket: UsageBucketLength;
}

export interface UsageQuestion extends UsageRange {
  tenantId: string;
  currency: string | null;
  groupBy: UsageGroupBy;
  environment: string | null;
  applicationId: string | null;
  keyId: string | null;
  model: string | null;
}

/** @throws `not_found`, `forbidden`, or `validation_failed` for a range that can't be answered. */
export async function readQuestion(
  context: ManagementContext,
  actor: Actor,
  input: GetUsageInput & { tenantId: string },
): Promise<UsageQuestion> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'usage:read', { tenantId });
  const tenant = await context.db.prisma.tenant.findUnique({ where: { id: tenantId }, select: { currency: true } });
  if (tenant === null) throw new ApiError('not_found');
  const range = readRange(input, context.now().getTime());
  const question = {
    ...range,
    tenantId,
    currency: tenant.currency,
    groupBy: input.groupBy ?? 'none',
    environment: input.environment ?? null,
    applicationId: await findOwn(context, tenantId, { kind: 'application', asked: input.applicationId }),
    keyId: await findOwn(context, tenantId, { kind: 'key', asked: input.keyId }),
    model: input.model ?? null,
  };
  refuseUnanswerable(question);
  return question;
}

export function readRange({ from, to, bucket: asked }: GetUsageInput, nowMs: number): UsageRange {
  const end = to === undefined ? nowMs : parseInstant(to).getTime();
  const start = from === undefined ? end - DEFAULT_RANGE_MS : parseInstant(from).getTime();
  if (!(start < end)) throw refusal('from', 'The range ends before it begins.');
  const bucket = asked ?? (end - start <= HOURLY_MS ? 'hour' : 'day');
  const lengthMs = bucketMs(bucket);
  const fromMs = Math.floor(start / lengthMs) * lengthMs;
  const toMs = Math.ceil(end / lengthMs) * lengthMs;
  if ((toMs - fromMs) / lengthMs > MOST_BUCKETS) {
    throw refusal('bucket', `The range has more than ${MOST_BUCKETS} buckets; ask for days or for less.`);
  }
  return { fromMs, toMs, bucket };
}

export function bucketMs(bucket: UsageBucketLength): number {
  return bucket === 'hour' ? HOUR_MS : DAY_MS;
}

/** Whether keys have to be told apart, of which there may be thousands. */
export function isAmongKeys({ groupBy, keyId }: UsageQuestion): boolean {
  return groupBy === 'key' && keyId === null;
}

/** The same over more time than keys are told apart by the hour. */
export function isByKeyAndDay(question: UsageQuestion): boolean {
  return isAmongKeys(question) && question.toMs - question.fromMs > HOURLY_KEYS_MS;
}

function refuseUnanswerable(question: UsageQuestion): void {
  if (!isByKeyAndDay(question)) return;
  if (question.bucket === 'hour') throw refusal('bucket', 'Keys are counted by the day over more than three days.');
  if (question.model !== null) {
    throw refusal(
      'model',
      'Keys are not told apart by model over more than three days; ask for one key or for less time.',
    );
  }
}

/** The bare id of the tenant's own thing; one of another tenant does not exist. */
async function findOwn(
  { db }: ManagementContext,
  tenantId: string,
  { kind, asked }: { kind: 'application' | 'key'; asked: string | undefined },
): Promise<string | null> {
  if (asked === undefined) return null;
  const where = { id: requireId(kind, asked), tenantId };
  const select = { id: true };
  const found =
    kind === 'application'
      ? await db.prisma.application.findFirst({ where, select })
      : await db.prisma.apiKey.findFirst({ where, select });
  if (found === null) throw new ApiError('not_found');
  return found.id;
}

function refusal(param: string, message: string): ApiError {
  return new ApiError('validation_failed', { message, param });
}
