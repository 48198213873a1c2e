import { ApiError } from '@turnpike/errors/api-error';
import type { ForeignField } from '../conversation.js';
import type { JsonObject } from '../dialect.js';

const LONGEST_NAME = 64;

/** Notes taken while a caller's body is read: what has no place in the middle form, and the first thing that is wrong. */
export class BodyReading {
  readonly foreign: ForeignField[] = [];
  error: ApiError | null = null;

  refuse(path: string, why: string): void {
    this.error ??= new ApiError('invalid_parameter', { message: `Invalid value: '${path}' ${why}.`, param: path });
  }

  note(path: string, isHint: boolean): void {
    this.foreign.push({ path, isHint });
  }

  /** Notes the members that nobody reads. `prefix` ends where their names begin. */
  noteOthers(
    json: JsonObject,
    prefix: string,
    { known, hints }: Readonly<Record<'known' | 'hints', ReadonlySet<string>>>,
  ): void {
    for (const name of Object.keys(json)) {
      const value = json[name];
      if (known.has(name) || value === null || value === undefined) continue;
      this.note(prefix + printable(name), hints.has(name));
    }
  }
}

/** Names are the caller's own and end in headers and messages. */
function printable(name: string): string {
  return name.slice(0, LONGEST_NAME).replace(/[^\w.-]/g, '?');
}
