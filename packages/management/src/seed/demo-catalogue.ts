/** What the demo sells: the sandbox's models under one product and one plan. Amounts are USD for one unit. */
import type { CreateModelInput } from '@turnpike/contracts/management/models';
import type { CreatePlanInput } from '@turnpike/contracts/management/plans';
import type { CreateProductInput } from '@turnpike/contracts/management/products';

export const SANDBOX_PROVIDER = {
  slug: 'sandbox',
  name: 'Sandbox',
  kind: 'openai-compatible',
  credential: 'sk-sandbox-demo',
} as const;

const costs = (amounts: Record<string, string>): CreateModelInput['cost'] =>
  Object.entries(amounts).map(([unit, amount]) => ({ unit, amount, currency: 'USD' })) as CreateModelInput['cost'];

const sandboxModel = (name: string, description: string, rest: Partial<CreateModelInput>): CreateModelInput => ({
  name,
  description,
  targets: [{ provider: SANDBOX_PROVIDER.slug, upstreamModel: name, weight: 1 }],
  cost: [],
  ...rest,
});

export const DEMO_MODELS: readonly CreateModelInput[] = [
  sandboxModel('sandbox-chat', 'A chat model that answers at once and always the same.', {
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    cost: costs({
      input_token: '0.0000025',
      cached_input_token: '0.00000125',
      output_token: '0.00001',
      reasoning_token: '0.00001',
    }),
  }),
  sandboxModel('sandbox-chat-mini', 'The same, at a sixteenth of the price.', {
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    cost: costs({
      input_token: '0.00000015',
      cached_input_token: '0.000000075',
      output_token: '0.0000006',
      reasoning_token: '0.0000006',
    }),
  }),
  sandboxModel('sandbox-embedding', 'Embeddings that are the same for the same text.', {
    contextTokens: 8_192,
    cost: costs({ input_token: '0.00000002' }),
  }),
];

export const DEMO_PRODUCT: CreateProductInput = {
  slug: 'ai',
  name: 'AI models',
  description: 'Chat and embeddings through one key, in the shapes of the SDKs you already have.',
  models: DEMO_MODELS.map(({ name }) => name),
  approval: 'automatic',
  visibility: 'public',
  lifecycle: 'published',
  clientGonePolicy: 'drain',
};

/** A quarter more than upstream cost; cached input and reasoning are priced apart. */
export const DEMO_PLAN: CreatePlanInput = {
  slug: 'pay-as-you-go',
  name: 'Pay as you go',
  product: 'ai',
  currency: 'USD',
  prices: [
    { unit: 'input_token', amount: '0.000003125', model: 'sandbox-chat' },
    { unit: 'cached_input_token', amount: '0.0000015625', model: 'sandbox-chat' },
    { unit: 'output_token', amount: '0.0000125', model: 'sandbox-chat' },
    { unit: 'reasoning_token', amount: '0.0000125', model: 'sandbox-chat' },
    { unit: 'input_token', amount: '0.0000001875', model: 'sandbox-chat-mini' },
    { unit: 'cached_input_token', amount: '0.00000009375', model: 'sandbox-chat-mini' },
    { unit: 'output_token', amount: '0.00000075', model: 'sandbox-chat-mini' },
    { unit: 'reasoning_token', amount: '0.00000075', model: 'sandbox-chat-mini' },
    { unit: 'input_token', amount: '0.000000025', model: 'sandbox-embedding' },
  ],
  limits: { requestsPerSecond: 50, burst: 100, concurrency: 64, quotaPerMonth: 1_000_000 },
};
