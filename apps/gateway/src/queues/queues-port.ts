import type { QueuesPort } from '@turnpike/management/queues/queues-port';
import type { QueueInspector } from '@turnpike/queues/queue-inspector';
import { QUEUES, type QueueName } from '@turnpike/queues/queue-names';

const NAMES: ReadonlySet<string> = new Set(Object.values(QUEUES));

/** The queues as use cases ask for them: by a name that may be anybody's. */
export function toQueuesPort(inspector: QueueInspector): QueuesPort {
  return {
    read: () => inspector.read(),
    retryFailed: async (name) => (NAMES.has(name) ? inspector.retryFailed(name as QueueName) : null),
  };
}
