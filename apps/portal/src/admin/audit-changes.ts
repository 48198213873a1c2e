/** What an audit entry says of a change, laid out for reading. */
export interface AuditChange {
  field: string;
  before: string;
  after: string;
}

export interface AuditDetail {
  changes: AuditChange[];
  /** The rest of the entry's detail, by name. */
  facts: [name: string, value: string][];
}

/** Changes are what an entry has under `before` and `after`; what is else in it are facts. */
export function readDetail(detail: Readonly<Record<string, unknown>>): AuditDetail {
  const { before, after, ...rest } = detail;
  const [was, is] = [asRecord(before), asRecord(after)];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return {
    changes: fields.map((field) => ({ field, before: valueText(was[field]), after: valueText(is[field]) })),
    facts: Object.entries(rest).map(([name, value]) => [name, valueText(value)]),
  };
}

/** One line for a plain value, indented JSON for what has parts. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ') || '—';
  return JSON.stringify(value, null, 2);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
