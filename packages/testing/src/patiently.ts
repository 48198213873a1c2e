/** Redis may be slow for once where all tests share a machine: the answer says to come back, and says nothing of the input. */
const MOST_TRIES = 4;

export async function patiently<T extends { readonly status: number | null }>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask();
    if (answer.status !== 503 || tries === MOST_TRIES) return answer;
  }
}
