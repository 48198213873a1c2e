/** Jobs made through the data plane while something dies: each is asked for until a gateway has taken it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Customer } from '../system/shop.js';
import type { System } from '../system/system.js';
import type { Random } from './random.js';

const MADE_WITHIN_MS = 60_000;
const ASK_AGAIN_MS = 100;

/** Makes so many jobs that take up to two seconds each. Those whose 202 was lost are jobs all the same. */
export async function makeJobs(
  system: System,
  customer: Customer,
  { random, model, count }: { random: Random; model: string; count: number },
): Promise<void> {
  const prompts = Array.from({ length: count }, () => {
    const steer = [`delay_ms=${random.between(50, 2_000)}`, ...(random.next() < 0.2 ? ['omit_usage=true'] : [])];
    return `${random.words(random.between(1, 30))}\n@sandbox ${steer.join(' ')}`;
  });
  await Promise.all(prompts.map((prompt, index) => makeJob(system, customer, { index, body: bodyOf(model, prompt) })));
}

function bodyOf(model: string, content: string) {
  return { operation: 'chat.completions', body: { model, messages: [{ role: 'user', content }] } };
}

async function makeJob(system: System, { key }: Customer, { index, body }: { index: number; body: object }) {
  const deadline = Date.now() + MADE_WITHIN_MS;
  for (let ask = index; ; ask += 1) {
    const url = `${system.gatewayUrls[ask % system.gatewayUrls.length]}/v1/jobs`;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
    const text = await answer?.text().catch(() => '');
    if (answer?.status === 202) return;
    const maySucceed = answer === null || answer.status >= 500;
    if (!maySucceed || Date.now() > deadline) throw new Error(`a job was answered ${answer?.status} ${text}`);
    await sleep(ASK_AGAIN_MS);
  }
}
