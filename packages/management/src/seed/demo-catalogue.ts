/**
 * What the demo sells: the sandbox's models as three products, one for each way of joining. Amounts are USD for one unit.
 */
import type { CreatePlanInput } from '@turnpike/contracts/management/plans';
import type { CreateProductInput } from '@turnpike/contracts/management/products';
import { Decimal } from '@turnpike/domain/money';
import { DEMO_MODELS } from './demo-models.js';

export const DEMO_PRODUCT: CreateProductInput = {
  slug: 'ai',
  name: 'AI models',
  description:
    'Chat, embeddings, pictures, sound and rankings through one key, in the shapes of the SDKs you already have.',
  models: DEMO_MODELS.map(({ name }) => name),
  approval: 'automatic',
  visibility: 'public',
  lifecycle: 'published',
  clientGonePolicy: 'drain',
};

const priced = (factor: string, modelNames: readonly string[]): CreatePlanInput['prices'] =>
  DEMO_MODELS.filter(({ name }) => modelNames.includes(name)).flatMap(({ name, cost }) =>
    cost.map(({ unit, amount }) => ({ unit, amount: new Decimal(amount).times(factor).toFixed(), model: name })),
  );

const ALL = DEMO_MODELS.map(({ name }) => name);
const CHAT = ['sandbox-chat', 'sandbox-chat-mini'];

/** A quarter more than upstream cost; cached input and reasoning are priced apart. */
export const DEMO_PLAN: CreatePlanInput = {
  slug: 'pay-as-you-go',
  name: 'Pay as you go',
  description: 'What you use and nothing else. Right for trying things out and for steady, moderate traffic.',
  product: 'ai',
  currency: 'USD',
  prices: priced('1.25', ALL),
  limits: { requestsPerSecond: 50, burst: 100, concurrency: 64, quotaPerMonth: 1_000_000 },
};

/** What is sold besides, with its plans; the first product, which the demo application has, comes before these. */
export const MORE_PRODUCTS: readonly CreateProductInput[] = [
  {
    slug: 'reviewed-chat',
    name: 'Reviewed chat',
    description: 'The chat models with higher limits, for uses we have looked at. Tell us what you build.',
    models: CHAT,
    approval: 'manual',
    visibility: 'public',
    lifecycle: 'published',
    clientGonePolicy: 'drain',
  },
  {
    slug: 'prepaid-volume',
    name: 'Prepaid volume',
    description: 'All models at the lowest price. It begins with a payment, which is yours to use as credit.',
    models: ALL,
    approval: 'payment',
    visibility: 'public',
    lifecycle: 'published',
    clientGonePolicy: 'drain',
  },
];

export const MORE_PLANS: readonly CreatePlanInput[] = [
  {
    slug: 'team',
    name: 'Team',
    description: 'Cheaper tokens and higher limits for a small fee per request. Pays off with long prompts.',
    product: 'ai',
    currency: 'USD',
    prices: [{ unit: 'request', amount: '0.0002' }, ...priced('1.1', ALL)],
    limits: { requestsPerSecond: 200, burst: 400, concurrency: 256, quotaPerMonth: 10_000_000 },
  },
  {
    slug: 'standard',
    name: 'Standard',
    description: 'For one application in production.',
    product: 'reviewed-chat',
    currency: 'USD',
    prices: priced('1.2', CHAT),
    limits: { requestsPerSecond: 200, burst: 400, concurrency: 200, quotaPerMonth: 5_000_000 },
  },
  {
    slug: 'large',
    name: 'Large',
    description: 'For many users at once.',
    product: 'reviewed-chat',
    currency: 'USD',
    prices: priced('1.15', CHAT),
    limits: { requestsPerSecond: 500, burst: 1000, concurrency: 500 },
  },
  {
    slug: 'volume-25',
    name: 'Volume 25',
    description: 'Starts with 25 USD of credit.',
    product: 'prepaid-volume',
    currency: 'USD',
    prices: priced('1.08', ALL),
    limits: { requestsPerSecond: 100, burst: 200, concurrency: 128 },
    prepayment: '25',
  },
  {
    slug: 'volume-100',
    name: 'Volume 100',
    description: 'Starts with 100 USD of credit.',
    product: 'prepaid-volume',
    currency: 'USD',
    prices: priced('1.04', ALL),
    limits: { requestsPerSecond: 300, burst: 600, concurrency: 300 },
    prepayment: '100',
  },
];
