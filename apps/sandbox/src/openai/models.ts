/** The models that `GET /v1/models` lists. Calls may name any other: the sandbox answers to every name. */
const MODEL_IDS = [
  'sandbox-chat',
  'sandbox-chat-mini',
  'sandbox-embedding',
  'sandbox-image',
  'sandbox-speech',
  'sandbox-transcribe',
  'sandbox-rerank',
  'sandbox-moderation',
  'sandbox-realtime',
  'gpt-4o',
  'gpt-4o-mini',
  'text-embedding-3-small',
  'text-embedding-3-large',
];

/** 1 January 2026, so that two answers are alike. */
const CREATED = 1_767_225_600;

export interface Model {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
}

const MODELS: readonly Model[] = MODEL_IDS.map((id) => ({
  id,
  object: 'model',
  created: CREATED,
  owned_by: 'sandbox',
}));

export function listModels(): { object: 'list'; data: readonly Model[] } {
  return { object: 'list', data: MODELS };
}

export function findModel(id: string): Model | undefined {
  return MODELS.find((model) => model.id === id);
}
