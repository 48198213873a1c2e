import type { JobDetailView } from '@turnpike/contracts/management/jobs';
import { idFloor, publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { applicationNames, findJob, type WantedJob } from './find-job.js';
import { type JobFacts, jobView } from './job-view.js';

/**
 * One job with what it asked for, what came back, and who was told: for the platform, for members of its tenant, and for
 * the application that made it. Request and result are null from `expiresAt` on, whether or not they are erased yet. An
 * application knows what it asked: while it waits for a job, its request, which may be large, is not read time and again.
 */
export async function getJob(context: ManagementContext, actor: Actor, input: WantedJob): Promise<JobDetailView> {
  const { prisma } = context.db;
  const row = await findJob(prisma, actor, { ...input, permission: 'job:read' });
  const isKept = row.expiresAt === null || row.expiresAt > context.now();
  const select = { result: true, body: actor.kind !== 'application' };
  const [names, content, deliveries] = await Promise.all([
    applicationNames(prisma, [row.applicationId]),
    isKept ? prisma.job.findUnique({ where: { id: row.id }, select }) : null,
    loadDeliveries(context, row),
  ]);
  return {
    ...jobView(row, names(row.applicationId)),
    request: readContent(content?.body),
    // It may have ended between the two looks: a job that still runs has no result.
    result: row.finishedAt === null ? null : readContent(content?.result),
    deliveries,
  };
}

/** JSON as what it says, anything else as text; null where nothing is kept. */
function readContent(bytes: Uint8Array | null | undefined): unknown {
  if (bytes === null || bytes === undefined || bytes.length === 0) return null;
  const text = Buffer.from(bytes).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** An event's id is made in the transaction that ends the job: so far apart two clocks may be. */
const CLOCKS_APART_MS = 60_000;

const DELIVERIES = `
  SELECT d.id, d.url, d.state
  FROM webhook_events e JOIN webhook_deliveries d ON d.event_id = e.id
  WHERE e.tenant_id = $1 AND e.id >= $2 AND e.id < $3 AND e.type IN ('job.completed', 'job.failed')
    AND strpos(e.body, $4) > 0 AND e.body::jsonb #>> '{data,id}' = $4
  ORDER BY d.id`;

/** What told of its end: the event names the job in its body. */
async function loadDeliveries(
  context: ManagementContext,
  { id, tenantId, finishedAt }: JobFacts,
): Promise<JobDetailView['deliveries']> {
  if (finishedAt === null) return [];
  const endMs = finishedAt.getTime();
  const range = [idFloor(endMs - CLOCKS_APART_MS), idFloor(endMs + CLOCKS_APART_MS)];
  const { rows } = await context.db.pool.query<JobDetailView['deliveries'][number]>(DELIVERIES, [
    tenantId,
    ...range,
    publicId('job', id),
  ]);
  return rows.map((row) => ({ ...row, id: publicId('delivery', row.id) }));
}
