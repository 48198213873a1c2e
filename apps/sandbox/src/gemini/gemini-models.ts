/** The models that are listed. Calls may name any other: the sandbox answers to every name. */
const NAMES: readonly (readonly [id: string, name: string, methods: readonly string[]])[] = [
  ['gemini-3-pro', 'Gemini 3 Pro', ['generateContent', 'countTokens']],
  ['gemini-2.5-flash', 'Gemini 2.5 Flash', ['generateContent', 'countTokens']],
  ['gemini-embedding-001', 'Gemini Embedding 001', ['embedContent', 'countTokens']],
  ['sandbox-chat', 'Sandbox Chat', ['generateContent', 'countTokens']],
];

const DEFAULT_SIZE = 50;
const MAX_SIZE = 1_000;

interface Model {
  name: string;
  version: string;
  displayName: string;
  description: string;
  inputTokenLimit: number;
  outputTokenLimit: number;
  supportedGenerationMethods: readonly string[];
}

const MODELS: readonly Model[] = NAMES.map(([id, displayName, supportedGenerationMethods]) => ({
  name: `models/${id}`,
  version: '001',
  displayName,
  description: 'A model of the sandbox.',
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 65_536,
  supportedGenerationMethods,
}));

/** A page of models; undefined where `pageSize` or `pageToken` is none. */
export function listModels(query: URLSearchParams): object | undefined {
  const size = Number(query.get('pageSize') ?? DEFAULT_SIZE);
  const start = Number(query.get('pageToken') ?? 0);
  if (!Number.isInteger(size) || size < 0 || !Number.isInteger(start) || start < 0) return undefined;
  const end = start + Math.min(size === 0 ? DEFAULT_SIZE : size, MAX_SIZE);
  return { models: MODELS.slice(start, end), ...(end < MODELS.length ? { nextPageToken: String(end) } : {}) };
}

export function findModel(id: string): Model | undefined {
  return MODELS.find(({ name }) => name === `models/${id}`);
}
