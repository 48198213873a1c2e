/** The models a key may use, as each vendor's SDK expects to list them. */
import type { IncomingHttpHeaders } from 'node:http';
import { styleOfHeaders } from '@turnpike/endpoints/caller-style';
import { ApiError } from '@turnpike/errors/api-error';
import type { CatalogueModel } from '@turnpike/pipeline/catalogue';

/** One vendor's way to show models. */
export interface ModelViews {
  list(models: readonly CatalogueModel[]): object;
  one(model: CatalogueModel): object;
  /** The name of a model in the path. */
  nameOf(param: string): string;
}

const openAi: ModelViews = {
  list: (models) => ({ object: 'list', data: models.map(openAi.one) }),
  one: ({ name, createdAtMs }) => ({
    id: name,
    object: 'model',
    created: Math.floor(createdAtMs / 1000),
    owned_by: 'system',
  }),
  nameOf: (param) => param,
};

/** One page, whole: what a key may use is no long list. */
const anthropic: ModelViews = {
  list(models) {
    const [first, last] = [models[0]?.name ?? null, models.at(-1)?.name ?? null];
    return { data: models.map(anthropic.one), has_more: false, first_id: first, last_id: last };
  },
  one: ({ name, createdAtMs }) => ({
    type: 'model',
    id: name,
    display_name: name,
    created_at: new Date(createdAtMs).toISOString(),
  }),
  nameOf: (param) => param,
};

const gemini: ModelViews = {
  list: (models) => ({ models: models.map(gemini.one) }),
  one: ({ name, maxOutputTokens }) => ({
    name: `models/${name}`,
    version: '1',
    displayName: name,
    supportedGenerationMethods: ['generateContent', 'countTokens', 'embedContent', 'batchEmbedContents'],
    ...(maxOutputTokens === null ? {} : { outputTokenLimit: maxOutputTokens }),
  }),
  nameOf: (param) => param.replace(/^models\//, ''),
};

const VIEWS = { openai: openAi, anthropic, gemini };

/** `/v1/models` is OpenAI's, Anthropic's and Gemini's. */
export function viewsFor(path: string, headers: IncomingHttpHeaders): ModelViews {
  return path.startsWith('/v1beta/') ? gemini : VIEWS[styleOfHeaders(headers)];
}

/** The model of that name among those a key may use. */
export function findModel(models: readonly CatalogueModel[], name: string): CatalogueModel | ApiError {
  const model = models.find((candidate) => candidate.name === name);
  if (model !== undefined) return model;
  const message = `The model '${name.slice(0, 200)}' does not exist or you do not have access to it.`;
  return new ApiError('model_not_found', { message, param: 'model' });
}
