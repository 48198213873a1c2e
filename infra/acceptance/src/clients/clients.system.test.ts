/** The vendors' own clients, unmodified, at a running gateway, over every wire a provider may speak. */
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { openAiChatSuite } from './openai-chat.suite.js';
import { agentsSdkSuite, langChainSuite } from './agents.suite.js';
import { anthropicSuite } from './anthropic.suite.js';
import { embeddingsSuite, listsSuite } from './embeddings.suite.js';
import { googleGenAiSuite } from './google-genai.suite.js';
import { mediaSuite } from './media.suite.js';
import { openAiResponsesSuite } from './openai-responses.suite.js';
import { realtimeSuite } from './realtime.suite.js';
import { openStorefront, type Storefront } from './storefront.js';
import { vercelAiSuite } from './vercel-ai.suite.js';

// A bill is waited for, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let opened: Storefront;
beforeAll(async () => {
  opened = await openStorefront();
}, 120_000);
afterAll(() => opened.system.stop());

const storefront = () => opened;

describe('openai', () => {
  openAiChatSuite(storefront);
  openAiResponsesSuite(storefront);
  realtimeSuite(storefront);
});
describe('@anthropic-ai/sdk', () => anthropicSuite(storefront));
describe('@google/genai', () => googleGenAiSuite(storefront));
describe('ai', () => vercelAiSuite(storefront));
describe('@langchain/openai', () => langChainSuite(storefront));
describe('@openai/agents', () => agentsSdkSuite(storefront));
describe('embeddings', () => embeddingsSuite(storefront));
describe('media', () => mediaSuite(storefront));
describe('models and completions', () => listsSuite(storefront));
