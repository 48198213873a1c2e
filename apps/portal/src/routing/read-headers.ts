/** Headers as typed, one a line; `badLine` counts from 1 and is null when every line is `name: value`. */
export function readHeaders(text: string): { headers: Record<string, string>; badLine: number | null } {
  const headers: Record<string, string> = {};
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name === '') return { headers, badLine: index + 1 };
    headers[name] = line.slice(colon + 1).trim();
  }
  return { headers, badLine: null };
}
