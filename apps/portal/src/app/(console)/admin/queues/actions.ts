'use server';

import type { RetriedView } from '@turnpike/contracts/management/queues';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, adminAction } from '../../../../server/action';
import { gatewayRequest } from '../../../../server/gateway';

const RetrySchema = z.object({ queue: z.string().min(1).max(80) });

/** The gateway does it: queues live in Redis, which the portal has no way to. */
export async function retryFailedJobsAction(input: unknown): Promise<ActionResult<RetriedView>> {
  return adminAction(RetrySchema, input, async ({ input: { queue } }) => {
    const path = `/admin/queues/${encodeURIComponent(queue)}/retry-failed` as const;
    const retried = await gatewayRequest<RetriedView>('POST', path);
    revalidatePath('/admin/queues');
    return retried;
  });
}
