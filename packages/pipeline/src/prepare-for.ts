import { type PreparedCall, prepareCall } from '@turnpike/providers/prepare-call';
import type { ProviderAdapter, ProviderOperation, UpstreamFailure } from '@turnpike/providers/provider-adapter';
import type { CatalogueTarget } from './catalogue.js';
import { conversationIn } from './decoded-conversation.js';
import type { Understood } from './tickets.js';

/** What a target is asked by a call's body, under a request id that the provider is told; or why it can't be asked. */
export function prepareFor(
  adapter: ProviderAdapter,
  { request, raw, arrival }: Understood,
  { target, requestId }: { target: CatalogueTarget; requestId: string },
): PreparedCall | UpstreamFailure {
  const { operation } = arrival;
  const { surface } = operation;
  return prepareCall(adapter, {
    operation: operation.key as ProviderOperation,
    surface,
    question: operation.question ?? null,
    conversation: () => conversationIn(request.body, surface as NonNullable<typeof surface>),
    body: request.body,
    raw,
    upstreamModel: target.upstreamModel,
    stream: request.stream,
    target,
    requestId,
  });
}
