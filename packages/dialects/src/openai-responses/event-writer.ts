/** Events of one stream, numbered as they are written. */
import type { JsonObject } from '../dialect.js';

export class EventWriter {
  private sequence = 0;

  /** One event as server-sent events have it: its type stands in both places. */
  write(type: string, fields: JsonObject): string {
    return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.next(), ...fields })}\n\n`;
  }

  /** The same with the fields in JSON already, as `"name":value,…`: for what is written once per word. */
  writeRaw(type: string, fields: string): string {
    return `event: ${type}\ndata: {"type":"${type}","sequence_number":${this.next()},${fields}}\n\n`;
  }

  private next(): number {
    const number = this.sequence;
    this.sequence += 1;
    return number;
  }
}
