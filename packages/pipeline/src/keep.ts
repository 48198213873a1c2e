import type { PipelineServices } from './services.js';
import type { Relayed } from './stages/relay.stage.js';
import type { Dispatched } from './tickets.js';

/** Leaves an answer that came whole for later calls to stand on. */
export function keep({ conversations }: PipelineServices, ticket: Dispatched, { errorCode }: Relayed): void {
  const { answer, arrival, caller, asked: body } = ticket;
  const response = answer.kind === 'unary' ? answer.json : (answer.reader.encoder?.whole?.() ?? null);
  if (response === null || errorCode !== null) return;
  conversations?.remember({ requestId: arrival.requestId, caller, body, response });
}
