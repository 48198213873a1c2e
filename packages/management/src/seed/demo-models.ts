/** The sandbox's providers, one for each wire it speaks, and a model for everything they can be asked. */
import type { CreateModelInput } from '@turnpike/contracts/management/models';
import type { CreateProviderInput } from '@turnpike/contracts/management/providers';
import type { CostUnit } from '@turnpike/domain/rating';
import { OWN_REGION } from '@turnpike/domain/residency';

/** `path` is below the sandbox's origin; credentials are the ones its README names. */
export interface DemoProvider {
  slug: string;
  name: string;
  kind: CreateProviderInput['kind'];
  path: string;
  credential: string;
}

const KEY = 'sk-sandbox-demo';

/** What the sandbox takes for a key of AWS. */
const AWS_KEY = {
  accessKeyId: 'AKIASANDBOX000000000',
  secretAccessKey: 'sandbox/secret/access/key/for/everybody0',
  region: 'us-east-1',
};

/** The first speaks OpenAI's wire and serves whatever has no wire of its own. Vertex's key lives no longer than the sandbox. */
export const DEMO_PROVIDERS: readonly DemoProvider[] = [
  { slug: 'sandbox', name: 'Sandbox', kind: 'openai-compatible', path: '/v1', credential: KEY },
  {
    slug: 'sandbox-responses',
    name: 'Sandbox, asked by responses',
    kind: 'openai-responses',
    path: '/v1',
    credential: KEY,
  },
  {
    slug: 'sandbox-anthropic',
    name: 'Sandbox, Anthropic’s wire',
    kind: 'anthropic',
    path: '/anthropic',
    credential: KEY,
  },
  { slug: 'sandbox-gemini', name: 'Sandbox, Gemini’s wire', kind: 'gemini', path: '/gemini', credential: KEY },
  {
    slug: 'sandbox-bedrock',
    name: 'Sandbox, Bedrock’s wire',
    kind: 'bedrock',
    path: '/bedrock',
    credential: JSON.stringify(AWS_KEY),
  },
  { slug: 'sandbox-cohere', name: 'Sandbox, Cohere’s wire', kind: 'cohere', path: '/cohere', credential: KEY },
  {
    slug: 'sandbox-azure',
    name: 'Sandbox, Azure’s wire',
    kind: 'azure-openai',
    path: '/azure/openai?api-version=2024-10-21',
    credential: KEY,
  },
];

/** The sandbox is a process of this installation, and keeps nothing. */
export const OWN_PLACE = { region: OWN_REGION, retentionDays: 0 };

/** Upstream cost of one unit, in USD. */
type Amounts = Partial<Record<CostUnit, string>>;

interface Offer {
  cost: Amounts;
  contextTokens?: number;
  maxOutputTokens?: number;
  /** What it can be asked for; told by its cost when omitted. */
  operations?: CreateModelInput['operations'];
  /** A provider's slug; the first one's when omitted. */
  provider?: string;
  /** Its name there; the same when omitted. */
  upstreamModel?: string;
}

function sandboxModel(name: string, description: string, offer: Offer): CreateModelInput {
  const { cost, provider = 'sandbox', upstreamModel = name, operations = [], ...rest } = offer;
  return {
    name,
    description,
    operations,
    targets: [{ provider, upstreamModel, weight: 1, ...OWN_PLACE }],
    cost: Object.entries(cost).map(([unit, amount]) => ({ unit: unit as CostUnit, amount, currency: 'USD' })),
    ...rest,
  };
}

const CONVERSATION = { contextTokens: 128_000, maxOutputTokens: 16_384 };
const MINI_COST: Amounts = {
  input_token: '0.00000015',
  cached_input_token: '0.000000075',
  output_token: '0.0000006',
  reasoning_token: '0.0000006',
};

/** Written to the cache costs a quarter more, where the wire tells of it. */
const wireModel = (provider: string, words: string, upstreamModel?: string): CreateModelInput =>
  sandboxModel(provider, `The small chat model, served over ${words}: whatever you call it with is translated.`, {
    ...CONVERSATION,
    cost: { ...MINI_COST, cache_write_token: '0.0000001875' },
    provider,
    ...(upstreamModel === undefined ? {} : { upstreamModel }),
  });

/** The first two are what most is shown with. */
export const DEMO_MODELS: readonly CreateModelInput[] = [
  sandboxModel('sandbox-chat', 'A chat model that answers at once and always the same.', {
    ...CONVERSATION,
    cost: {
      input_token: '0.0000025',
      cached_input_token: '0.00000125',
      output_token: '0.00001',
      reasoning_token: '0.00001',
    },
  }),
  sandboxModel('sandbox-chat-mini', 'The same, at a sixteenth of the price.', { ...CONVERSATION, cost: MINI_COST }),
  sandboxModel('sandbox-embedding', 'Embeddings that are the same for the same text.', {
    contextTokens: 8_192,
    cost: { input_token: '0.00000002' },
  }),
  sandboxModel('sandbox-image', 'Pictures from a description, and changed ones.', { cost: { image: '0.04' } }),
  sandboxModel('sandbox-speech', 'Reads a text out, a tone for each character.', { cost: { character: '0.000015' } }),
  sandboxModel('sandbox-transcribe', 'A transcript of a recording, as long as the recording.', {
    cost: { second: '0.0001' },
  }),
  sandboxModel('sandbox-rerank', 'Puts documents in the order of how well they answer a query.', {
    contextTokens: 4_096,
    cost: { search: '0.002' },
  }),
  sandboxModel('sandbox-moderation', 'Says whether a text is harmful, and in which way.', {
    contextTokens: 32_768,
    operations: ['moderations'],
    cost: { input_token: '0.00000001' },
  }),
  sandboxModel('sandbox-realtime', 'Speaks and listens over a WebSocket, in text or sound.', {
    contextTokens: 32_000,
    maxOutputTokens: 4_096,
    operations: ['realtime'],
    cost: {
      input_token: '0.000004',
      cached_input_token: '0.0000004',
      audio_input_token: '0.000032',
      image_input_token: '0.000005',
      output_token: '0.000016',
      audio_output_token: '0.000064',
      second: '0.00001',
    },
  }),
  wireModel('sandbox-responses', 'OpenAI’s Responses'),
  wireModel('sandbox-anthropic', 'Anthropic’s wire'),
  wireModel('sandbox-gemini', 'Gemini’s wire'),
  // What its models take beside the usual is told by the family in their name.
  wireModel('sandbox-bedrock', 'Bedrock’s wire', 'anthropic.claude-sonnet-4-5-20250929-v1:0'),
  wireModel('sandbox-cohere', 'Cohere’s wire'),
  wireModel('sandbox-azure', 'Azure’s wire'),
  {
    ...sandboxModel('sandbox-canary', 'The small chat model, of which a tenth of the users try the next version.', {
      ...CONVERSATION,
      cost: MINI_COST,
      upstreamModel: 'sandbox-chat-mini',
    }),
    targets: [
      { provider: 'sandbox', upstreamModel: 'sandbox-chat-mini', weight: 1, ...OWN_PLACE },
      { provider: 'sandbox-responses', upstreamModel: 'sandbox-chat-next', weight: 1, ...OWN_PLACE },
    ],
  },
];
