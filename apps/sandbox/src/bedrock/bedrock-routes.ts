/**
 * Amazon Bedrock's runtime below `/bedrock`: Converse, ConverseStream and the list of models. Takes only calls that are
 * signed with the sandbox's key for its region, gives AWS's shapes and its binary event stream, refuses as AWS does.
 */
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { answerConversation } from '../exchange/answer-conversation.js';
import { Exchange, type Sockets } from '../exchange/exchange.js';
import type { Refusal } from '../exchange/wire.js';
import { AWS_WIRE, malformed } from './aws-error.js';
import { checkSignature, SANDBOX_AWS } from './check-signature.js';
import { parseConverseRequest } from './converse-request.js';
import { CONVERSE_RENDERING } from './converse-rendering.js';
import { partBelow, type Part } from '../exchange/part.js';

const PREFIX = '/bedrock';
const CONVERSE = /^\/bedrock\/model\/([^/]+)\/converse(-stream)?$/;
const MODELS = `${PREFIX}/foundation-models`;
const MODEL_IDS = [
  'anthropic.claude-sonnet-4-20250514-v1:0',
  'amazon.nova-pro-v1:0',
  'meta.llama3-3-70b-instruct-v1:0',
];

/** The part of the sandbox that is Bedrock. */
export function bedrockProvider(store: DeliveryStore): Part {
  return partBelow(PREFIX, (sockets) => answer(sockets, store));
}

async function answer(sockets: Sockets, store: DeliveryStore): Promise<void> {
  const { request } = sockets;
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const called = request.method === 'POST' ? CONVERSE.exec(path) : null;
  const exchange = new Exchange(sockets, called === null ? null : store, { operation: 'chat', wire: AWS_WIRE });
  const body = await exchange.readBytes();
  if (body === undefined) return;
  try {
    const refusal = await checkSignature({ request, body, nowMs: Date.now() });
    if (refusal !== undefined) exchange.refuse(refusal);
    else if (called !== null) {
      await answerConverse(exchange, body, { model: decode(called[1] ?? ''), stream: called[2] !== undefined });
    } else if (path === MODELS && request.method === 'GET') exchange.sendPlain(listModels());
    else exchange.refuse(UNKNOWN_OPERATION);
  } catch (error) {
    exchange.fail();
    throw error;
  }
}

async function answerConverse(
  exchange: Exchange,
  body: Buffer,
  call: { model: string; stream: boolean },
): Promise<void> {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return exchange.refuse(malformed('Could not parse the request body as JSON.'));
  }
  const parsed = parseConverseRequest(json, call);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  await answerConversation(exchange, parsed.ask, CONVERSE_RENDERING);
}

function listModels(): object {
  return { modelSummaries: MODEL_IDS.map(toSummary) };
}

function toSummary(modelId: string): object {
  return {
    modelArn: `arn:aws:bedrock:${SANDBOX_AWS.region}::foundation-model/${modelId}`,
    modelId,
    modelName: modelId,
    providerName: modelId.split('.')[0],
    inputModalities: ['TEXT', 'IMAGE'],
    outputModalities: ['TEXT'],
    responseStreamingSupported: true,
    modelLifecycle: { status: 'ACTIVE' },
  };
}

/** A model's id may be an ARN, whose colons and slashes come encoded. */
function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

const UNKNOWN_OPERATION: Refusal = { status: 404, type: 'UnknownOperationException', message: 'Unknown operation.' };
