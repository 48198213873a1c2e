/** The models that are listed. Calls may name any other: the sandbox answers to every name. */
const NAMES: readonly (readonly [id: string, name: string])[] = [
  ['claude-opus-5-5', 'Claude Opus 5.5'],
  ['claude-sonnet-5-5', 'Claude Sonnet 5.5'],
  ['claude-haiku-5-5', 'Claude Haiku 5.5'],
  ['sandbox-chat', 'Sandbox Chat'],
];

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1_000;

interface Model {
  type: 'model';
  id: string;
  display_name: string;
  created_at: string;
  lifecycle: 'active';
  line: null;
  max_input_tokens: number;
  max_tokens: number;
  deprecated_at: null;
  retires_at: null;
  capabilities: null;
}

const MODELS: readonly Model[] = NAMES.map(([id, name]) => ({
  type: 'model',
  id,
  display_name: name,
  created_at: '2026-01-01T00:00:00Z',
  lifecycle: 'active',
  line: null,
  max_input_tokens: 200_000,
  max_tokens: 64_000,
  deprecated_at: null,
  retires_at: null,
  capabilities: null,
}));

/** A page of models, by `limit`, `after_id` and `before_id`; undefined where the limit is none. */
export function listModels(query: URLSearchParams): object | undefined {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) return undefined;
  const after = MODELS.findIndex(({ id }) => id === query.get('after_id')) + 1;
  const before = MODELS.findIndex(({ id }) => id === query.get('before_id'));
  const rest = MODELS.slice(after, before === -1 ? undefined : before);
  const data = before === -1 ? rest.slice(0, limit) : rest.slice(-limit);
  return {
    data,
    has_more: data.length < rest.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

export function findModel(id: string): Model | undefined {
  return MODELS.find((model) => model.id === id);
}
