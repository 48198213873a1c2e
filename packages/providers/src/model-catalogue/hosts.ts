/** Those who serve models of others: Groq, Together, Fireworks, Perplexity, Cerebras, NVIDIA, routers and own servers. */
import * as kind from './vendor-models.js';

const ROUTED = 'The price is that of whoever it is passed on to.';
const BY_HOUR = 'Billed by the hour of sound, ten seconds at least.';
const TRIAL = 'Tried without a price; a server of your own is billed by licence.';
const OWN_SERVER = 'Runs on your own machine: what it costs is yours to say.';

// prettier-ignore
const GROQ = kind.vendorModels('groq', 'https://groq.com/pricing', {
  'llama-3.3-70b-versatile': { name: 'Llama 3.3 70B', context: 131_072, output: 32_768, ...kind.CHAT, asOf: '2024-12-06', price: { in: '0.59', out: '0.79' } },
  'llama-3.1-8b-instant': { name: 'Llama 3.1 8B', context: 131_072, ...kind.CHAT, asOf: '2024-07-23', price: { in: '0.05', out: '0.08' } },
  'meta-llama/llama-4-scout-17b-16e-instruct': { name: 'Llama 4 Scout', context: 131_072, output: 8192, ...kind.SEEING, asOf: '2025-04-05', price: { in: '0.11', out: '0.34' } },
  'qwen/qwen3-32b': { name: 'Qwen3 32B', context: 131_072, output: 40_960, ...kind.REASONER, asOf: '2025-06-11', price: { in: '0.29', out: '0.59' } },
  'openai/gpt-oss-120b': { name: 'GPT-OSS 120B', context: 131_072, output: 65_536, ...kind.SCHEMA_REASONER, asOf: '2025-08-05' },
  'openai/gpt-oss-20b': { name: 'GPT-OSS 20B', context: 131_072, output: 65_536, ...kind.SCHEMA_REASONER, asOf: '2025-08-05' },
  'moonshotai/kimi-k2-instruct-0905': { name: 'Kimi K2 0905', context: 262_144, output: 16_384, ...kind.CHAT, asOf: '2025-09-05' },
  'whisper-large-v3': { name: 'Whisper Large v3', ...kind.HEARS, asOf: '2024-02-01', note: BY_HOUR },
  'whisper-large-v3-turbo': { name: 'Whisper Large v3 Turbo', ...kind.HEARS, asOf: '2024-10-09', note: BY_HOUR },
});

// prettier-ignore
const TOGETHER = kind.vendorModels('together', 'https://www.together.ai/pricing', {
  'meta-llama/Llama-3.3-70B-Instruct-Turbo': { name: 'Llama 3.3 70B Turbo', context: 131_072, ...kind.CHAT, asOf: '2025-07-03', price: { in: '0.88', out: '0.88' } },
  'meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8': { name: 'Llama 4 Maverick', context: 1_048_576, ...kind.SEEING, asOf: '2025-07-03', price: { in: '0.27', out: '0.85' } },
  'meta-llama/Llama-4-Scout-17B-16E-Instruct': { name: 'Llama 4 Scout', context: 1_048_576, ...kind.SEEING, asOf: '2025-07-03', price: { in: '0.18', out: '0.59' } },
  'meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo': { name: 'Llama 3.1 405B Turbo', context: 130_815, ...kind.CHAT, asOf: '2025-07-03', price: { in: '3.5', out: '3.5' } },
  'meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo': { name: 'Llama 3.1 70B Turbo', context: 131_072, ...kind.CHAT, asOf: '2025-07-03', price: { in: '0.88', out: '0.88' } },
  'meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo': { name: 'Llama 3.1 8B Turbo', context: 131_072, ...kind.CHAT, asOf: '2025-07-03', price: { in: '0.18', out: '0.18' } },
  'deepseek-ai/DeepSeek-V3.1': { name: 'DeepSeek V3.1', context: 131_072, ...kind.REASONER, asOf: '2025-08-27' },
  'openai/gpt-oss-120b': { name: 'GPT-OSS 120B', context: 131_072, ...kind.REASONER, asOf: '2025-08-05' },
  'BAAI/bge-base-en-v1.5': { name: 'BGE Base English', context: 512, ...kind.EMBEDDINGS, asOf: '2025-07-03' },
});

// prettier-ignore
const FIREWORKS = kind.vendorModels('fireworks', 'https://fireworks.ai/pricing', {
  'accounts/fireworks/models/kimi-k2-instruct-0905': { name: 'Kimi K2 0905', context: 262_144, ...kind.CHAT, asOf: '2025-09-05', price: { in: '0.6', out: '2.5' } },
  'accounts/fireworks/models/deepseek-v3p1': { name: 'DeepSeek V3.1', context: 163_840, ...kind.REASONER, asOf: '2025-08-21', price: { in: '0.56', out: '1.68' } },
  'accounts/fireworks/models/deepseek-r1-0528': { name: 'DeepSeek R1 0528', context: 160_000, ...kind.REASONER, asOf: '2025-07-13', price: { in: '3', out: '8' } },
  'accounts/fireworks/models/deepseek-v3-0324': { name: 'DeepSeek V3 0324', context: 160_000, ...kind.CHAT, asOf: '2025-07-13', price: { in: '0.9', out: '0.9' } },
  'accounts/fireworks/models/gpt-oss-120b': { name: 'GPT-OSS 120B', context: 131_072, ...kind.REASONER, asOf: '2025-08-05', price: { in: '0.15', out: '0.6' } },
  'accounts/fireworks/models/gpt-oss-20b': { name: 'GPT-OSS 20B', context: 131_072, ...kind.REASONER, asOf: '2025-08-05', price: { in: '0.07', out: '0.3' } },
  'accounts/fireworks/models/qwen3-235b-a22b': { name: 'Qwen3 235B A22B', context: 128_000, ...kind.REASONER, asOf: '2025-07-13', price: { in: '0.22', out: '0.88' } },
  'accounts/fireworks/models/qwen2p5-vl-72b-instruct': { name: 'Qwen2.5 VL 72B', context: 128_000, ...kind.SEEING, asOf: '2025-07-13', price: { in: '0.9', out: '0.9' } },
  'accounts/fireworks/models/llama4-maverick-instruct-basic': { name: 'Llama 4 Maverick', context: 1_000_000, ...kind.SEEING, asOf: '2025-07-13', price: { in: '0.22', out: '0.88' } },
  'accounts/fireworks/models/llama-v3p1-8b-instruct': { name: 'Llama 3.1 8B', context: 131_072, ...kind.CHAT, asOf: '2025-07-13', price: { in: '0.2', out: '0.2' } },
  'accounts/fireworks/models/gemma-3-27b-it': { name: 'Gemma 3 27B', context: 131_072, ...kind.PLAIN, asOf: '2025-07-13', price: { in: '0.1', out: '0.1' } },
});

// prettier-ignore
const PERPLEXITY = kind.vendorModels('perplexity', 'https://docs.perplexity.ai/guides/pricing', {
  sonar: { name: 'Sonar', context: 128_000, ...kind.PLAIN, asOf: '2025-07-03', price: { in: '1', out: '1' }, note: 'Each call costs a fee besides, by how much it searches.' },
  'sonar-pro': { name: 'Sonar Pro', context: 200_000, output: 8000, ...kind.PLAIN, asOf: '2025-07-03', price: { in: '3', out: '15' }, note: 'Each call costs a fee besides, by how much it searches.' },
  'sonar-reasoning': { name: 'Sonar Reasoning', context: 128_000, ...kind.TALKING_REASONER, asOf: '2025-07-03', price: { in: '1', out: '5' }, note: 'Each call costs a fee besides, by how much it searches.' },
  'sonar-reasoning-pro': { name: 'Sonar Reasoning Pro', context: 128_000, ...kind.TALKING_REASONER, asOf: '2025-07-03', price: { in: '2', out: '8' }, note: 'Each call costs a fee besides, by how much it searches.' },
  'sonar-deep-research': { name: 'Sonar Deep Research', context: 128_000, ...kind.TALKING_REASONER, asOf: '2025-07-03', note: 'Billed by tokens, citations, thoughts and searches.' },
  'r1-1776': { name: 'R1 1776', context: 128_000, ...kind.TALKING_REASONER, asOf: '2025-07-03', price: { in: '2', out: '8' } },
});

// prettier-ignore
const CEREBRAS = kind.vendorModels('cerebras', 'https://www.cerebras.ai/pricing', {
  'gpt-oss-120b': { name: 'GPT-OSS 120B', context: 131_072, ...kind.SCHEMA_REASONER, asOf: '2025-11-06', price: { in: '0.35', out: '0.75' } },
  'llama-3.3-70b': { name: 'Llama 3.3 70B', context: 128_000, ...kind.SCHEMA_CHAT, asOf: '2025-11-07', price: { in: '0.85', out: '1.2' } },
  'llama3.1-8b': { name: 'Llama 3.1 8B', context: 32_768, ...kind.SCHEMA_CHAT, asOf: '2025-11-07', price: { in: '0.1', out: '0.1' } },
  'qwen-3-32b': { name: 'Qwen3 32B', context: 131_072, ...kind.SCHEMA_REASONER, asOf: '2025-11-07', price: { in: '0.4', out: '0.8' } },
});

// prettier-ignore
const NVIDIA = kind.vendorModels('nvidia-nim', 'https://build.nvidia.com/models', {
  'meta/llama-3.3-70b-instruct': { name: 'Llama 3.3 70B', context: 128_000, ...kind.CHAT, asOf: '2024-12-06', note: TRIAL },
  'nvidia/llama-3.3-nemotron-super-49b-v1.5': { name: 'Nemotron Super 49B', context: 131_072, ...kind.REASONER, asOf: '2025-07-25', note: TRIAL },
  'nvidia/llama-3.1-nemotron-ultra-253b-v1': { name: 'Nemotron Ultra 253B', context: 131_072, ...kind.REASONER, asOf: '2025-04-08', note: TRIAL },
  'openai/gpt-oss-120b': { name: 'GPT-OSS 120B', context: 131_072, ...kind.REASONER, asOf: '2025-08-05', note: TRIAL },
  'nvidia/nv-embedqa-e5-v5': { name: 'NV EmbedQA E5', context: 512, ...kind.EMBEDDINGS, asOf: '2024-07-23', note: TRIAL },
});

// prettier-ignore
const OPENROUTER = kind.vendorModels('openrouter', 'https://openrouter.ai/models', {
  'openrouter/auto': { name: 'Auto Router', ...kind.CHAT, asOf: '2023-11-08', note: ROUTED },
  'anthropic/claude-sonnet-4.5': { name: 'Claude Sonnet 4.5', context: 1_000_000, output: 64_000, ...kind.SEEING_REASONER, asOf: '2025-09-29', note: ROUTED },
  'openai/gpt-5': { name: 'GPT-5', context: 400_000, output: 128_000, ...kind.SCHEMA_SEEING_REASONER, asOf: '2025-08-07', note: ROUTED },
  'google/gemini-2.5-pro': { name: 'Gemini 2.5 Pro', context: 1_048_576, output: 65_536, ...kind.OMNI_REASONER, asOf: '2025-06-17', note: ROUTED },
  'meta-llama/llama-3.3-70b-instruct': { name: 'Llama 3.3 70B', context: 131_072, ...kind.CHAT, asOf: '2024-12-06', note: ROUTED },
});

// prettier-ignore
const SILICONFLOW = kind.vendorModels('siliconflow', 'https://www.siliconflow.com/pricing', {
  'deepseek-ai/DeepSeek-V3.1': { name: 'DeepSeek V3.1', ...kind.REASONER, asOf: '2025-08-25' },
  'Qwen/Qwen3-235B-A22B-Instruct-2507': { name: 'Qwen3 235B 2507', context: 262_144, ...kind.CHAT, asOf: '2025-07-23' },
  'moonshotai/Kimi-K2-Instruct-0905': { name: 'Kimi K2 0905', context: 262_144, ...kind.CHAT, asOf: '2025-09-08' },
  'zai-org/GLM-4.5': { name: 'GLM-4.5', context: 131_072, ...kind.REASONER, asOf: '2025-07-28' },
  'BAAI/bge-m3': { name: 'BGE M3', context: 8192, ...kind.EMBEDDINGS, asOf: '2024-07-04' },
  'BAAI/bge-reranker-v2-m3': { name: 'BGE Reranker v2 M3', context: 8192, ...kind.RERANK, asOf: '2024-07-04' },
});

// prettier-ignore
const HUGGING_FACE = kind.vendorModels('hugging-face', 'https://huggingface.co/docs/inference-providers/pricing', {
  'meta-llama/Llama-3.3-70B-Instruct': { name: 'Llama 3.3 70B', context: 131_072, ...kind.CHAT, asOf: '2024-12-06', note: ROUTED },
  'Qwen/Qwen3-235B-A22B-Instruct-2507': { name: 'Qwen3 235B 2507', context: 262_144, ...kind.CHAT, asOf: '2025-07-21', note: ROUTED },
  'openai/gpt-oss-120b': { name: 'GPT-OSS 120B', context: 131_072, ...kind.REASONER, asOf: '2025-08-05', note: ROUTED },
  'deepseek-ai/DeepSeek-R1-0528': { name: 'DeepSeek R1 0528', ...kind.REASONER, asOf: '2025-05-28', note: ROUTED },
});

// prettier-ignore
const OLLAMA = kind.vendorModels('ollama', 'https://ollama.com/library', {
  'llama3.1:8b': { name: 'Llama 3.1 8B', context: 131_072, ...kind.CHAT, asOf: '2024-07-23', note: OWN_SERVER },
  'llama3.2:3b': { name: 'Llama 3.2 3B', context: 131_072, ...kind.CHAT, asOf: '2024-09-25', note: OWN_SERVER },
  'qwen3:8b': { name: 'Qwen3 8B', context: 40_960, ...kind.REASONER, asOf: '2025-04-28', note: OWN_SERVER },
  'gemma3:12b': { name: 'Gemma 3 12B', context: 131_072, inputModalities: ['text', 'image'], outputModalities: ['text'], capabilities: ['vision', 'streaming'], asOf: '2025-03-12', note: OWN_SERVER },
  'deepseek-r1:8b': { name: 'DeepSeek R1 8B', context: 131_072, ...kind.TALKING_REASONER, asOf: '2025-05-29', note: OWN_SERVER },
  'gpt-oss:20b': { name: 'GPT-OSS 20B', context: 131_072, ...kind.REASONER, asOf: '2025-08-05', note: OWN_SERVER },
  'nomic-embed-text': { name: 'Nomic Embed Text', context: 2048, ...kind.EMBEDDINGS, asOf: '2024-02-15', note: OWN_SERVER },
  'mxbai-embed-large': { name: 'mxbai Embed Large', context: 512, ...kind.EMBEDDINGS, asOf: '2024-04-22', note: OWN_SERVER },
});

/** All of them, by vendor. */
export const HOSTS = [
  ...GROQ, ...TOGETHER, ...FIREWORKS, ...PERPLEXITY, ...CEREBRAS, ...NVIDIA, ...OPENROUTER, ...SILICONFLOW, ...HUGGING_FACE,
  ...OLLAMA,
]; // prettier-ignore
