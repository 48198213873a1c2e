/**
 * The other form of a stream: without `alt=sse`, `streamGenerateContent` answers with one JSON array, whose elements
 * are what the events' data would be. An error in mid-stream is its last element.
 */

/** Turns the events of one stream into an array. */
export class JsonArrayFraming {
  readonly contentType = 'application/json; charset=UTF-8';
  private hasBegun = false;

  /** The bytes for an event's data, a JSON value; nothing for an event that has none, such as a comment. */
  element(data: string | null): string {
    if (data === null || data === '') return '';
    const opening = this.hasBegun ? ',\r\n' : '[';
    this.hasBegun = true;
    return opening + data;
  }

  /** The same for what a stream encoder wrote: whole events of one line of data each. */
  elements(events: string): string {
    const lines = events.split(/\r?\n/).filter((line) => line.startsWith('data:'));
    return lines.map((line) => this.element(line.slice('data:'.length).trim())).join('');
  }

  /** The closing bracket; an empty array where nothing came. */
  end(): string {
    return this.hasBegun ? ']' : '[]';
  }
}
