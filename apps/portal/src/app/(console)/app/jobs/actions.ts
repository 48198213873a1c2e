'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import type { JobView } from '@turnpike/contracts/management/jobs';
import { cancelJob } from '@turnpike/management/jobs/cancel-job.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const CancelJob = z.object({ jobId: IdSchema });

export async function cancelJobAction(input: unknown): Promise<ActionResult<JobView>> {
  return tenantAction(CancelJob, input, async (given) => {
    const job = await cancelJob(given.context, given.session.actor, given.input);
    revalidatePath('/app/jobs', 'layout');
    return job;
  });
}
