/**
 * A question as a vector, made by one of the platform's own models at the platform's cost. One try at one place, bounded
 * in time: whatever goes wrong, there is no vector, and the call goes on without.
 */
import { embeddings } from '@turnpike/endpoints/embeddings/embeddings.operation';
import { EgressError } from '@turnpike/egress/egress-error';
import { collectResponse } from '@turnpike/egress/response-buffer';
import { parseObject } from '@turnpike/dialects/json';
import type { JsonObject } from '@turnpike/dialects/dialect';
import { NO_USAGE } from '@turnpike/domain/usage';
import { type PreparedCall, prepareCall } from '@turnpike/providers/prepare-call';
import type { Choice } from '@turnpike/routing/route-plan';
import type { CatalogueTarget } from '../../catalogue.js';
import { questionOf } from '../../route-question.js';
import type { PipelineServices } from '../../services.js';
import type { Admitted } from '../../tickets.js';

const TIME_LIMIT_MS = 300;
const ANSWER_LIMIT_BYTES = 1024 * 1024;

/** Null: no such model, no place to ask, or no answer in time. Never rejects. */
export async function embedQuestion(
  services: PipelineServices,
  ticket: Admitted,
  { model: name, text }: { model: string; text: string },
): Promise<Float32Array | null> {
  const model = services.catalogue.current()?.models.get(name);
  const question = { ...questionOf(ticket), path: embeddings.path, headers: {} };
  const choice = model === undefined ? null : (services.router.plan(model, question)?.next() ?? null);
  if (choice === null) return null;
  const flight = choice.place.begin();
  try {
    const vector = await ask(services, choice, { model: name, text, requestId: ticket.arrival.publicRequestId });
    flight.end(vector === null ? 'failure' : 'success');
    return vector;
  } catch (error) {
    // That we didn't wait says nothing against the place.
    flight.end(error instanceof EgressError && error.kind === 'aborted' ? 'unknown' : 'failure');
    return null;
  }
}

interface Asked {
  readonly model: string;
  readonly text: string;
  readonly requestId: string;
}

async function ask(
  services: PipelineServices,
  { target: planned, place }: Choice<CatalogueTarget>,
  { model, text, requestId }: Asked,
): Promise<Float32Array | null> {
  const target = services.credentials.pick(planned);
  const adapter = services.findAdapter(target.kind) ?? (await services.loadAdapter(target.kind));
  if (adapter === null) return null;
  const { upstreamModel } = target;
  const body = { model, input: text, encoding_format: 'float' };
  const call = { operation: 'embeddings', surface: null, question: embeddings.question ?? null, raw: null } as const;
  const prepared = prepareCall(adapter, {
    ...{ ...call, body, upstreamModel, target, requestId, stream: false },
    conversation: () => {
      throw new TypeError('embeddings are no conversation');
    },
  });
  if ('errorCode' in prepared) return null;
  const request = await (adapter.sign?.(prepared.request, target, services.signing) ?? prepared.request);
  let timer: NodeJS.Timeout | undefined;
  try {
    const { status, body: answer } = await collectResponse(
      services.egress,
      { ...request, breaker: place.breaker },
      {
        maxBytes: ANSWER_LIMIT_BYTES,
        onCall: (egressCall) => (timer = setTimeout(() => egressCall.abort('late'), TIME_LIMIT_MS)),
      },
    );
    return status === 200 ? vectorIn(parseObject(answer.toString()), prepared, { model, requestId }) : null;
  } finally {
    clearTimeout(timer);
  }
}

function vectorIn(
  said: JsonObject | null,
  { unary }: PreparedCall,
  identity: Omit<Asked, 'text'>,
): Float32Array | null {
  if (said === null) return null;
  const answer = unary === null ? said : (unary.decode(said)?.encode({ ...identity, usage: NO_USAGE }) ?? null);
  const [first] = Array.isArray(answer?.data) ? (answer.data as unknown[]) : [];
  const numbers = (first as JsonObject | undefined)?.embedding;
  if (!Array.isArray(numbers) || numbers.length === 0) return null;
  const vector = numbers.every((number) => Number.isFinite(number)) ? Float32Array.from(numbers as number[]) : null;
  // A vector of nothing has no direction to compare.
  return vector?.some((number) => number !== 0) === true ? vector : null;
}
