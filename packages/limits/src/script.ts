import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { callScript, type ScriptText } from './script-call.js';

/** A Lua script, run by its hash; the source is sent only to a Redis that doesn't know it yet. */
export class Script implements ScriptText {
  readonly source: string;
  /** What Redis knows it by. */
  readonly sha: string;

  constructor(source: string) {
    this.source = source;
    this.sha = createHash('sha1').update(source).digest('hex');
  }

  run(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.runAs(redis, { keys, args, read: asItIs });
  }

  /** With what the reply stands for, on the same promise. */
  runAs<T>(
    redis: Redis,
    call: {
      keys: readonly string[];
      args: readonly (string | number)[];
      read: (reply: unknown) => T;
      /** How long a silence of Redis is borne. */
      patienceMs?: number;
    },
  ): Promise<T> {
    return callScript(redis, this, call);
  }
}

function asItIs(reply: unknown): unknown {
  return reply;
}
