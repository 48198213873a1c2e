/** DeepSeek, Qwen, Zhipu, Moonshot AI and MiniMax: what their international platforms bill in dollars. */
import * as kind from './vendor-models.js';

const BY_LENGTH = 'Longer prompts cost more.';

// prettier-ignore
const DEEPSEEK = kind.vendorModels('deepseek', 'https://api-docs.deepseek.com/quick_start/pricing', {
  'deepseek-v4-pro': { name: 'DeepSeek V4 Pro', context: 1_000_000, ...kind.REASONER, asOf: '2026-06-02', price: { in: '0.435', cached: '0.003625', out: '0.87' } },
  'deepseek-v4-flash': { name: 'DeepSeek V4 Flash', context: 1_000_000, ...kind.REASONER, asOf: '2026-05-12', price: { in: '0.14', cached: '0.0028', out: '0.28' } },
  'deepseek-chat': { name: 'DeepSeek Chat', ...kind.CHAT, asOf: '2025-07-12', note: 'A name for the newest model without thoughts.' },
  'deepseek-reasoner': { name: 'DeepSeek Reasoner', ...kind.REASONER, asOf: '2025-07-12', note: 'A name for the newest model with thoughts.' },
});

// prettier-ignore
const QWEN = kind.vendorModels('qwen', 'https://www.alibabacloud.com/help/en/model-studio/models', {
  'qwen3-max': { name: 'Qwen3 Max', context: 262_144, output: 65_536, ...kind.SCHEMA_CHAT, asOf: '2025-09-23', price: { in: '1.2', out: '6' }, note: `Up to 32,000 tokens. ${BY_LENGTH}` },
  'qwen-plus': { name: 'Qwen Plus', context: 1_000_000, output: 32_768, ...kind.SCHEMA_REASONER, asOf: '2025-07-28', price: { in: '0.4', out: '1.2', reasoning: '4' }, note: 'Up to 256,000 tokens. When it thinks, all its output costs what reasoning does.' },
  'qwen-flash': { name: 'Qwen Flash', context: 1_000_000, output: 32_768, ...kind.SCHEMA_REASONER, asOf: '2025-07-28', price: { in: '0.05', out: '0.4' }, note: `Up to 256,000 tokens. ${BY_LENGTH}` },
  'qwen-max': { name: 'Qwen Max', context: 32_768, output: 8192, ...kind.CHAT, asOf: '2025-01-25' },
  'qwen-turbo': { name: 'Qwen Turbo', ...kind.REASONER, asOf: '2025-04-28' },
  'qwen3-coder-plus': { name: 'Qwen3 Coder Plus', context: 1_000_000, output: 65_536, ...kind.CHAT, asOf: '2025-07-22', note: BY_LENGTH },
  'qwen3-235b-a22b': { name: 'Qwen3 235B A22B', context: 131_072, output: 16_384, ...kind.REASONER, asOf: '2025-04-28' },
  'qwen3-32b': { name: 'Qwen3 32B', context: 131_072, output: 16_384, ...kind.REASONER, asOf: '2025-04-28' },
  'qwen-vl-max': { name: 'Qwen VL Max', context: 131_072, output: 8192, ...kind.SEEING, asOf: '2025-04-08' },
  'text-embedding-v4': { name: 'Qwen Text Embedding 4', context: 8192, ...kind.EMBEDDINGS, asOf: '2025-06-05' },
});

// prettier-ignore
const ZHIPU = kind.vendorModels('zhipu', 'https://docs.z.ai/guides/overview/pricing', {
  'glm-5.3': { name: 'GLM-5.3', context: 1_000_000, ...kind.SCHEMA_REASONER, asOf: '2026-08-26', price: { in: '1.4', cached: '0.26', out: '4.4' } },
  'glm-5.3-flash': { name: 'GLM-5.3 Flash', context: 1_000_000, ...kind.SEEING_REASONER, asOf: '2026-08-26', price: { in: '0.15', cached: '0.03', out: '0.5' } },
  'glm-5.2': { name: 'GLM-5.2', context: 1_000_000, ...kind.SCHEMA_REASONER, asOf: '2026-08-04', price: { in: '1.4', cached: '0.26', out: '4.4' } },
  'glm-4.7': { name: 'GLM-4.7', context: 200_000, ...kind.REASONER, asOf: '2025-12-22', price: { in: '0.6', cached: '0.11', out: '2.2' } },
  'glm-4.6': { name: 'GLM-4.6', context: 200_000, ...kind.REASONER, asOf: '2025-09-30', price: { in: '0.6', cached: '0.11', out: '2.2' } },
  'glm-4.5': { name: 'GLM-4.5', context: 131_072, output: 98_304, ...kind.REASONER, asOf: '2025-07-28', price: { in: '0.6', cached: '0.11', out: '2.2' } },
  'glm-4.5-x': { name: 'GLM-4.5 X', context: 131_072, output: 98_304, ...kind.REASONER, asOf: '2025-07-28', price: { in: '2.2', cached: '0.45', out: '8.9' } },
  'glm-4.5-air': { name: 'GLM-4.5 Air', context: 131_072, output: 98_304, ...kind.REASONER, asOf: '2025-07-28', price: { in: '0.2', cached: '0.03', out: '1.1' } },
  'glm-4.5-airx': { name: 'GLM-4.5 AirX', context: 131_072, output: 98_304, ...kind.REASONER, asOf: '2025-07-28', price: { in: '1.1', cached: '0.22', out: '4.5' } },
  'glm-4.5-flash': { name: 'GLM-4.5 Flash', context: 131_072, output: 98_304, ...kind.REASONER, asOf: '2025-07-28', price: { in: '0', out: '0' } },
  'glm-4.5v': { name: 'GLM-4.5V', ...kind.SEEING_REASONER, asOf: '2025-08-11', price: { in: '0.6', cached: '0.11', out: '1.8' } },
  'glm-4-32b-0414-128k': { name: 'GLM-4 32B', context: 131_072, ...kind.CHAT, asOf: '2025-04-14', price: { in: '0.1', out: '0.1' } },
});

// prettier-ignore
const MOONSHOT = kind.vendorModels('moonshot', 'https://platform.moonshot.ai/docs/pricing/chat', {
  'kimi-k2.5': { name: 'Kimi K2.5', context: 262_144, ...kind.SEEING_REASONER, asOf: '2026-03-11', price: { in: '0.6', cached: '0.1', out: '3' } },
  'kimi-k2-thinking': { name: 'Kimi K2 Thinking', context: 262_144, ...kind.REASONER, asOf: '2026-03-11', price: { in: '0.6', cached: '0.15', out: '2.5' } },
  'kimi-k2-thinking-turbo': { name: 'Kimi K2 Thinking Turbo', context: 262_144, ...kind.REASONER, asOf: '2026-03-11', price: { in: '1.15', cached: '0.15', out: '8' } },
  'kimi-k2-0905-preview': { name: 'Kimi K2 0905', context: 262_144, ...kind.CHAT, asOf: '2026-03-11', price: { in: '0.6', cached: '0.15', out: '2.5' } },
  'kimi-k2-0711-preview': { name: 'Kimi K2 0711', context: 131_072, ...kind.CHAT, asOf: '2026-03-11', price: { in: '0.6', cached: '0.15', out: '2.5' } },
  'kimi-k2-turbo-preview': { name: 'Kimi K2 Turbo', context: 262_144, ...kind.CHAT, asOf: '2026-03-11', price: { in: '1.15', cached: '0.15', out: '8' } },
  'moonshot-v1-128k': { name: 'Moonshot v1 128K', context: 131_072, ...kind.CHAT, asOf: '2026-03-11', price: { in: '2', out: '5' } },
  'moonshot-v1-32k': { name: 'Moonshot v1 32K', context: 32_768, ...kind.CHAT, asOf: '2026-03-11', price: { in: '1', out: '3' } },
  'moonshot-v1-8k': { name: 'Moonshot v1 8K', context: 8192, ...kind.CHAT, asOf: '2026-03-11', price: { in: '0.2', out: '2' } },
});

// prettier-ignore
const MINIMAX = kind.vendorModels('minimax', 'https://platform.minimax.io/docs/guides/pricing-paygo', {
  'MiniMax-M3': { name: 'MiniMax M3', context: 1_000_000, ...kind.SEEING_REASONER, asOf: '2026-05-23' },
  'MiniMax-M2.7': { name: 'MiniMax M2.7', context: 204_800, ...kind.REASONER, asOf: '2026-05-23', price: { in: '0.3', cached: '0.06', write: '0.375', out: '1.2' } },
  'MiniMax-M2.7-highspeed': { name: 'MiniMax M2.7 Highspeed', context: 204_800, ...kind.REASONER, asOf: '2026-05-23', price: { in: '0.6', cached: '0.06', write: '0.375', out: '2.4' } },
  'MiniMax-M2.5': { name: 'MiniMax M2.5', context: 204_800, ...kind.REASONER, asOf: '2026-05-23', price: { in: '0.3', cached: '0.03', write: '0.375', out: '1.2' } },
  'MiniMax-M2.5-highspeed': { name: 'MiniMax M2.5 Highspeed', context: 204_800, ...kind.REASONER, asOf: '2026-05-23', price: { in: '0.6', cached: '0.03', write: '0.375', out: '2.4' } },
  'MiniMax-M2.1': { name: 'MiniMax M2.1', context: 204_800, ...kind.REASONER, asOf: '2026-05-23', price: { in: '0.3', cached: '0.03', write: '0.375', out: '1.2' } },
  'MiniMax-M2': { name: 'MiniMax M2', context: 204_800, ...kind.REASONER, asOf: '2026-05-23', price: { in: '0.3', cached: '0.03', write: '0.375', out: '1.2' } },
  'M2-her': { name: 'MiniMax M2-her', context: 64_000, ...kind.PLAIN, asOf: '2026-05-23', price: { in: '0.3', out: '1.2' } },
});

/** All of them, by vendor. */
export const CHINESE_LABS = [...DEEPSEEK, ...QWEN, ...ZHIPU, ...MOONSHOT, ...MINIMAX];
