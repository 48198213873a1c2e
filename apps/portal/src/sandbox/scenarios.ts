/** What the sandbox can be told to do, as this portal shows it; texts are in messages/en/playground.json by these names. */

/** Worth rehearsing, with the line that brings each about; without a line it is a plain prompt. */
export const SCENARIOS = [
  { name: 'plain', line: null },
  { name: 'reply', line: '@sandbox reply="The toll is paid."' },
  { name: 'slow', line: '@sandbox delay_ms=3000' },
  {
    name: 'stream',
    line: '@sandbox reply="One two three four five six seven eight nine ten eleven twelve." chunks=40 chunk_delay_ms=100',
  },
  { name: 'cut', line: '@sandbox chunks=20 cut_after=5' },
  { name: 'down', line: '@sandbox status=503' },
  { name: 'busy', line: '@sandbox status=429 retry_after=2' },
  { name: 'timeout', line: '@sandbox status=504' },
  { name: 'refused', line: '@sandbox status=400' },
  { name: 'cached', line: '@sandbox prompt_tokens=1200 cached_tokens=1000 reasoning_tokens=64' },
  { name: 'noUsage', line: '@sandbox omit_usage=true' },
] as const;

/** Every key of the line, with a value that shows its form. */
export const STEERING = {
  status: '503',
  error_code: 'insufficient_quota',
  retry_after: '2',
  delay_ms: '500',
  reply: '"as you wish"',
  chunks: '20',
  chunk_delay_ms: '50',
  cut_after: '5',
  omit_usage: 'true',
  prompt_tokens: '1200',
  completion_tokens: '90',
  cached_tokens: '1024',
  reasoning_tokens: '64',
} as const;

/** The whole message: an ordinary prompt, and the line under it. */
export function scenarioPrompt(prompt: string, line: string | null): string {
  return line === null ? prompt : `${prompt}\n${line}`;
}
