/** Makes the log of several processes readable in one terminal: who, when, how bad, what. */
const COLOURS = [36, 35, 34, 32, 33, 96, 95, 94];
const NAME_WIDTH = 11;

/** Pino's numbers. */
const LEVELS = new Map([
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info'],
  [40, 'WARN'],
  [50, 'ERROR'],
  [60, 'FATAL'],
]);
/** Said by the prefix already, or of no use on one machine. */
const LEFT_OUT = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'name', 'service', 'process']);

/**
 * @param {string} name of the process
 * @param {string} line as the process wrote it; JSON of pino or anything else
 * @param {boolean} coloured
 */
export function formatLogLine(name, line, coloured) {
  return `${prefix(name, coloured)} ${line.startsWith('{') ? formatRecord(line, coloured) : line}`;
}

/**
 * @param {string} name
 * @param {boolean} coloured
 */
function prefix(name, coloured) {
  const text = `${name.padEnd(NAME_WIDTH)}|`;
  if (!coloured) return text;
  const sum = [...name].reduce((total, character) => total + character.charCodeAt(0), 0);
  return `\u001b[${COLOURS[sum % COLOURS.length]}m${text}\u001b[0m`;
}

/**
 * @param {string} line
 * @param {boolean} coloured
 */
function formatRecord(line, coloured) {
  let record;
  try {
    record = JSON.parse(line);
  } catch {
    return line;
  }
  const time = new Date(record.time);
  if (Number.isNaN(time.getTime())) return line;
  const level = LEVELS.get(record.level) ?? String(record.level ?? '');
  const severe = coloured && /^[A-Z]/.test(level) ? `\u001b[${level === 'WARN' ? 33 : 31}m${level}\u001b[0m` : level;
  const stack = record.err?.stack ? `\n${record.err.stack}` : '';
  const rest = Object.entries(record)
    .filter(([key]) => !LEFT_OUT.has(key) && !(key === 'err' && stack))
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
  return `${time.toISOString().slice(11, 23)} ${severe} ${record.msg ?? ''}${rest}${stack}`;
}
