import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import type { QueuesPort } from './queues-port.js';

/** Asks the queues; `store_unavailable` when they can't be reached, `invalid_state` in a process that never can. */
export async function askQueues<T>(
  { queues }: ManagementContext,
  question: (port: QueuesPort) => Promise<T>,
): Promise<T> {
  if (queues === null) throw new ApiError('invalid_state', { message: 'Queues are known to the gateway alone.' });
  try {
    return await question(queues);
  } catch (cause) {
    throw new ApiError('store_unavailable', { message: 'The queues can not be reached right now.', cause });
  }
}
