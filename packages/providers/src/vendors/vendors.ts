/**
 * Vendors as data: one entry each, in the order people look for them. An entry says where a vendor is reached and which
 * wire format it speaks; whatever must behave otherwise belongs into an adapter, never here.
 *
 * `credentialVariable` is the variable the vendor's own SDK reads, or other clients where that one isn't named as a key.
 * With it in the environment, `npm start` makes the provider. Null: the server asks for no key. Perplexity is the only
 * one that lists no models: a test of its connection fails for that, its calls don't. Azure, Vertex and Bedrock have no
 * address but each customer's own, so they are kinds to choose, not entries here.
 */
import type { VendorView } from '@turnpike/contracts/management/vendors';

/** One vendor; checked against its schema by the test beside this file. */
export type Vendor = Readonly<VendorView>;

/** Every vendor that can be chosen by name. */
export const VENDORS: readonly Vendor[] = [
  {
    slug: 'openai',
    name: 'OpenAI',
    kind: 'openai-compatible',
    baseUrl: 'https://api.openai.com/v1',
    credentialVariable: 'OPENAI_API_KEY',
    documentation: 'https://platform.openai.com/docs/api-reference',
  },
  {
    slug: 'anthropic',
    name: 'Anthropic',
    kind: 'anthropic',
    baseUrl: 'https://api.anthropic.com',
    credentialVariable: 'ANTHROPIC_API_KEY',
    documentation: 'https://docs.claude.com/en/api',
  },
  {
    slug: 'gemini',
    name: 'Google Gemini',
    kind: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com',
    credentialVariable: 'GEMINI_API_KEY',
    documentation: 'https://ai.google.dev/api',
  },
  {
    slug: 'mistral',
    name: 'Mistral AI',
    kind: 'openai-compatible',
    baseUrl: 'https://api.mistral.ai/v1',
    credentialVariable: 'MISTRAL_API_KEY',
    documentation: 'https://docs.mistral.ai/api',
  },
  {
    slug: 'cohere',
    name: 'Cohere',
    kind: 'cohere',
    baseUrl: 'https://api.cohere.com',
    credentialVariable: 'CO_API_KEY',
    documentation: 'https://docs.cohere.com/reference/about',
  },
  {
    slug: 'groq',
    name: 'Groq',
    kind: 'openai-compatible',
    baseUrl: 'https://api.groq.com/openai/v1',
    credentialVariable: 'GROQ_API_KEY',
    documentation: 'https://console.groq.com/docs/openai',
  },
  {
    slug: 'deepseek',
    name: 'DeepSeek',
    kind: 'openai-compatible',
    baseUrl: 'https://api.deepseek.com/v1',
    credentialVariable: 'DEEPSEEK_API_KEY',
    documentation: 'https://api-docs.deepseek.com',
  },
  {
    slug: 'xai',
    name: 'xAI',
    kind: 'openai-compatible',
    baseUrl: 'https://api.x.ai/v1',
    credentialVariable: 'XAI_API_KEY',
    documentation: 'https://docs.x.ai',
  },
  {
    slug: 'together',
    name: 'Together AI',
    kind: 'openai-compatible',
    baseUrl: 'https://api.together.xyz/v1',
    credentialVariable: 'TOGETHER_API_KEY',
    documentation: 'https://docs.together.ai/docs/openai-api-compatibility',
  },
  {
    slug: 'fireworks',
    name: 'Fireworks AI',
    kind: 'openai-compatible',
    baseUrl: 'https://api.fireworks.ai/inference/v1',
    credentialVariable: 'FIREWORKS_API_KEY',
    documentation: 'https://docs.fireworks.ai',
  },
  {
    slug: 'openrouter',
    name: 'OpenRouter',
    kind: 'openai-compatible',
    baseUrl: 'https://openrouter.ai/api/v1',
    credentialVariable: 'OPENROUTER_API_KEY',
    documentation: 'https://openrouter.ai/docs',
  },
  {
    slug: 'perplexity',
    name: 'Perplexity',
    kind: 'openai-compatible',
    baseUrl: 'https://api.perplexity.ai',
    credentialVariable: 'PERPLEXITY_API_KEY',
    documentation: 'https://docs.perplexity.ai',
  },
  {
    slug: 'cerebras',
    name: 'Cerebras',
    kind: 'openai-compatible',
    baseUrl: 'https://api.cerebras.ai/v1',
    credentialVariable: 'CEREBRAS_API_KEY',
    documentation: 'https://inference-docs.cerebras.ai',
  },
  {
    slug: 'nvidia-nim',
    name: 'NVIDIA NIM',
    kind: 'openai-compatible',
    baseUrl: 'https://integrate.api.nvidia.com/v1',
    credentialVariable: 'NVIDIA_API_KEY',
    documentation: 'https://docs.api.nvidia.com/nim/reference/llm-apis',
  },
  {
    slug: 'qwen',
    name: 'Qwen (DashScope)',
    kind: 'openai-compatible',
    baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    credentialVariable: 'DASHSCOPE_API_KEY',
    documentation: 'https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope',
  },
  {
    slug: 'zhipu',
    name: 'Zhipu (Z.ai)',
    kind: 'openai-compatible',
    baseUrl: 'https://api.z.ai/api/paas/v4',
    credentialVariable: 'ZAI_API_KEY',
    documentation: 'https://docs.z.ai',
  },
  {
    slug: 'moonshot',
    name: 'Moonshot AI',
    kind: 'openai-compatible',
    baseUrl: 'https://api.moonshot.ai/v1',
    credentialVariable: 'MOONSHOT_API_KEY',
    documentation: 'https://platform.moonshot.ai/docs',
  },
  {
    slug: 'minimax',
    name: 'MiniMax',
    kind: 'openai-compatible',
    baseUrl: 'https://api.minimax.io/v1',
    credentialVariable: 'MINIMAX_API_KEY',
    documentation: 'https://platform.minimax.io/docs',
  },
  {
    slug: 'siliconflow',
    name: 'SiliconFlow',
    kind: 'openai-compatible',
    baseUrl: 'https://api.siliconflow.com/v1',
    credentialVariable: 'SILICONFLOW_API_KEY',
    documentation: 'https://docs.siliconflow.com',
  },
  {
    slug: 'hugging-face',
    name: 'Hugging Face',
    kind: 'openai-compatible',
    baseUrl: 'https://router.huggingface.co/v1',
    credentialVariable: 'HUGGINGFACE_API_KEY',
    documentation: 'https://huggingface.co/docs/inference-providers',
  },
  {
    slug: 'ollama',
    name: 'Ollama',
    kind: 'openai-compatible',
    baseUrl: 'http://127.0.0.1:11434/v1',
    credentialVariable: null,
    documentation: 'https://docs.ollama.com/api/openai-compatibility',
  },
  {
    slug: 'vllm',
    name: 'vLLM',
    kind: 'openai-compatible',
    baseUrl: 'http://127.0.0.1:8000/v1',
    credentialVariable: null,
    documentation: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
  },
  {
    slug: 'lm-studio',
    name: 'LM Studio',
    kind: 'openai-compatible',
    baseUrl: 'http://127.0.0.1:1234/v1',
    credentialVariable: null,
    documentation: 'https://lmstudio.ai/docs/developer',
  },
  {
    slug: 'llama-cpp',
    name: 'llama.cpp',
    kind: 'openai-compatible',
    // Its own default, which is also GATEWAY_PORT's: on one machine one of them has to move.
    baseUrl: 'http://127.0.0.1:8080/v1',
    credentialVariable: null,
    documentation: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
  },
];
