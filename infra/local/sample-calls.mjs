/**
 * A few real calls with the demo's keys, so that the landing page, usage and calls of a fresh checkout have something
 * true to show. Made once, after everything is up; whatever goes wrong costs the samples and nothing else.
 */

const TIMEOUT_MS = 10_000;

/** Twice as many test calls as live ones: a test call is free, and the landing page shows those. */
const PROMPTS = [
  { environment: 'test', model: 'sandbox-chat', prompt: 'What does a toll road need to know about a car?' },
  { environment: 'test', model: 'sandbox-chat-mini', prompt: 'Say hello in three languages.' },
  { environment: 'live', model: 'sandbox-chat', prompt: 'Summarise in one line: a road that bills by the metre.' },
  { environment: 'test', model: 'sandbox-chat-mini', prompt: 'Name five birds.' },
  { environment: 'test', model: 'sandbox-chat', prompt: 'Write a haiku about exact change.' },
  { environment: 'live', model: 'sandbox-chat-mini', prompt: 'Translate “exact change” into French.' },
  { environment: 'test', model: 'sandbox-chat-mini', prompt: 'List the planets by distance from the sun.' },
  { environment: 'test', model: 'sandbox-chat', prompt: 'Explain a token to a ten-year-old.' },
  { environment: 'live', model: 'sandbox-chat', prompt: 'Give three names for a ledger.' },
  { environment: 'test', model: 'sandbox-chat-mini', prompt: 'Which is longer: a metre or a yard?' },
  { environment: 'live', model: 'sandbox-chat-mini', prompt: 'Count to ten.' },
  { environment: 'test', model: 'sandbox-chat', prompt: 'What is double entry?' },
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
    for (const { environment, model, prompt } of PROMPTS) {
      const key = environment === 'live' ? demo.apiKey : demo.testApiKey;
      const body = { model, max_tokens: 60, messages: [{ role: 'user', content: prompt }] };
      const response = await request(`${demo.gatewayUrl}/v1/chat/completions`, { key, stop, body });
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
