/**
 * A few real calls with the demo's keys, so that the landing page, usage and calls of a fresh checkout have something
 * true to show. Made once, after everything is up; whatever goes wrong costs the samples and nothing else.
 */

const TIMEOUT_MS = 10_000;

/** @param {string} model @param {string} prompt */
const chat = (model, prompt) => ({
  path: '/v1/chat/completions',
  body: { model, max_tokens: 60, messages: [{ role: 'user', content: prompt }] },
});

/** Twice as many test calls as live ones: a test call is free, and the landing page shows those. */
const SAMPLES = [
  { environment: 'test', ...chat('sandbox-chat', 'What does a toll road need to know about a car?') },
  { environment: 'test', ...chat('sandbox-chat-mini', 'Say hello in three languages.') },
  { environment: 'live', ...chat('sandbox-chat', 'Summarise in one line: a road that bills by the metre.') },
  { environment: 'test', ...chat('sandbox-anthropic', 'Name five birds.') },
  { environment: 'test', path: '/v1/embeddings', body: { model: 'sandbox-embedding', input: 'A toll, and a gate.' } },
  { environment: 'live', path: '/v1/images/generations', body: { model: 'sandbox-image', prompt: 'A gate at dusk' } },
  { environment: 'test', ...chat('sandbox-chat', 'Write a haiku about exact change.') },
  { environment: 'live', ...chat('sandbox-gemini', 'Translate “exact change” into French.') },
  {
    environment: 'test',
    path: '/v1/audio/speech',
    body: { model: 'sandbox-speech', voice: 'alloy', input: 'Mind the gate.', response_format: 'wav' },
  },
  {
    environment: 'test',
    path: '/v1/rerank',
    body: { model: 'sandbox-rerank', query: 'a road with tolls', documents: ['A river.', 'A toll road.', 'A field.'] },
  },
  { environment: 'live', ...chat('sandbox-chat-mini', 'Count to ten.') },
  { environment: 'test', ...chat('sandbox-chat', 'What is double entry?') },
];

/**
 * @typedef {object} Demo
 * @property {string} gatewayUrl
 * @property {string} apiKey
 * @property {string} testApiKey
 * @property {string} managementKey
 * @property {string} tenantId
 *
 * @param {Demo} demo
 * @param {AbortSignal} stop
 * @returns {Promise<number>} how many were answered; 0 where the demo tenant has calls already, or none could be made
 */
export async function makeSampleCalls(demo, stop) {
  try {
    if (await hasCalls(demo, stop)) return 0;
    let answered = 0;
    for (const { environment, path, body } of SAMPLES) {
      const key = environment === 'live' ? demo.apiKey : demo.testApiKey;
      const response = await request(demo.gatewayUrl + path, { key, stop, body });
      if (response.ok) answered++;
    }
    return answered;
  } catch {
    return 0;
  }
}

/**
 * @param {Demo} demo
 * @param {AbortSignal} stop
 */
async function hasCalls({ gatewayUrl, managementKey, tenantId }, stop) {
  const response = await request(`${gatewayUrl}/api/v1/calls?tenantId=${tenantId}&limit=1`, {
    key: managementKey,
    stop,
  });
  const { data } = /** @type {{ data: { items: unknown[] } }} */ (JSON.parse(response.text));
  return data.items.length > 0;
}

/**
 * @param {string} url
 * @param {{ key: string, stop: AbortSignal, body?: unknown }} options
 */
async function request(url, { key, stop, body }) {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  return { ok: response.ok, text: await response.text() };
}
