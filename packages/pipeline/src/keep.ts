import type { PipelineServices } from './services.js';
import type { Relayed } from './relay/relayed.js';
import type { Dispatched } from './tickets.js';

/** Leaves an answer that came whole, and was paid for, for later calls to stand on. */
export function keep({ conversations }: PipelineServices, ticket: Dispatched, relayed: Relayed): void {
  const { answer, arrival, caller, asked: body } = ticket;
  if (answer.kind === 'session') return;
  const response = answer.kind === 'unary' ? answer.json : (answer.reader.encoder?.whole?.() ?? null);
  if (response === null || relayed.errorCode !== null || relayed.reading.source === 'none') return;
  conversations?.remember({ requestId: arrival.requestId, caller, body, response });
}
