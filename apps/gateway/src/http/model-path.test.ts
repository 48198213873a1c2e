import { canonicalModelUrl, modelActionPath } from '@turnpike/endpoints/gemini/model-path';
import Fastify from 'fastify';
import { expect, test } from 'vitest';

// The router's own reading of a colon within a segment is what is tested: its rules are no part of any standard.
const ACTIONS = ['generateContent', 'streamGenerateContent', 'countTokens', 'embedContent', 'batchEmbedContents'];

function createRouter() {
  const router = Fastify({
    routerOptions: { maxParamLength: 300 },
    rewriteUrl: (request) => canonicalModelUrl(request.url ?? '/'),
  });
  for (const action of ACTIONS)
    router.post(modelActionPath(action), (request) => ({ action, ...(request.params as object) }));
  router.get('/v1beta/models', () => ({ action: 'list' }));
  router.get('/v1beta/models/:model', (request) => ({ action: 'get', ...(request.params as object) }));
  return router;
}

test.each([
  ['gemini-2.5-flash', 'gemini-2.5-flash'],
  ['llama3:8b', 'llama3:8b'],
  ['meta-llama/Llama-3.1-8B', 'meta-llama/Llama-3.1-8B'],
  ['meta%2Fllama', 'meta/llama'],
  ['x:generateContent', 'x:generateContent'],
  ['m'.repeat(200), 'm'.repeat(200)],
])('a model called %s', async (written, model) => {
  const router = createRouter();
  for (const version of ['v1', 'v1beta', 'v1alpha'])
    for (const action of ACTIONS) {
      const reply = await router.inject({
        method: 'POST',
        url: `/${version}/models/${written}:${action}?alt=sse&key=k`,
      });
      expect(reply.json()).toEqual({ action, model });
    }
});

test('other addresses find their own routes, or none', async () => {
  const router = createRouter();
  const answer = async (method: 'GET' | 'POST', url: string): Promise<unknown> => {
    const reply = await router.inject({ method, url });
    return reply.statusCode === 404 ? 404 : reply.json();
  };
  expect(await answer('GET', '/v1beta/models')).toEqual({ action: 'list' });
  expect(await answer('GET', '/v1beta/models/gemini-2.5-flash')).toEqual({ action: 'get', model: 'gemini-2.5-flash' });
  expect(await answer('POST', '/v1beta/models/m:predict')).toBe(404);
  expect(await answer('POST', '/v1beta/models/:generateContent')).toBe(404);
  expect(await answer('POST', '/v1beta/models/m:generateContent/x')).toBe(404);
});
