import { createMetricsRegistry } from '@turnpike/telemetry/metrics';
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import type { Mailbox } from '../mail/mailbox.js';

/** Renders Node's own figures and the sandbox's, in Prometheus' text format. */
export function sandboxMetrics(store: DeliveryStore, mailbox: Mailbox): () => Promise<string> {
  const registry = createMetricsRegistry('sandbox');
  return async () => `${await registry.metrics()}
# HELP turnpike_sandbox_calls_total Model calls since the start
# TYPE turnpike_sandbox_calls_total counter
turnpike_sandbox_calls_total ${store.totalAttempts}
# HELP turnpike_sandbox_deliveries Request ids whose account is kept
# TYPE turnpike_sandbox_deliveries gauge
turnpike_sandbox_deliveries ${store.size}
# HELP turnpike_sandbox_mails Mails kept
# TYPE turnpike_sandbox_mails gauge
turnpike_sandbox_mails ${mailbox.size}
`;
}
