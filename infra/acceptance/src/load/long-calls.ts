/** Calls that take a second or so, to have something killed in their middle. */
import { type CallPlan } from './call.js';
import { chat } from './call-kinds.js';
import type { Random } from './random.js';

/** About half plain and delayed, the rest streams; of the streams some report no usage and some are left by their callers. */
export function longCalls(random: Random, model: string, count: number): CallPlan[] {
  return Array.from({ length: count }, () => (random.next() < 0.5 ? delayed(random, model) : streamed(random, model)));
}

function delayed(random: Random, model: string): CallPlan {
  const steer = { delay_ms: random.between(50, 2_500), ...(random.next() < 0.2 ? { omit_usage: true } : {}) };
  return chat('plain', { model, prompt: random.words(random.between(1, 30)), steer });
}

function streamed(random: Random, model: string): CallPlan {
  const words = random.between(10, 40);
  const omitted = random.next() < 0.3;
  const steer = {
    reply: JSON.stringify(random.words(words)),
    chunk_delay_ms: random.between(20, 70),
    ...(omitted ? { omit_usage: true } : {}),
  };
  const leaves = random.next() < 0.2;
  return chat(leaves ? 'stream, left' : 'stream', {
    model,
    prompt: random.words(random.between(1, 30)),
    steer,
    stream: true,
    ...(leaves ? { leave: { at: 'chunk', count: random.between(1, words) } as const } : {}),
  });
}
