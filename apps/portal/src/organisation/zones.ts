/** Every time zone to choose from, with the one in use even if it goes by an older name. */
export function zonesWith(current: string): string[] {
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), current]);
  return [...zones].sort((a, b) => Number(b === 'UTC') - Number(a === 'UTC') || a.localeCompare(b, 'en'));
}
