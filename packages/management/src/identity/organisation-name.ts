/** Where a mailbox says nothing about the organisation of its owner. */
const PUBLIC_MAIL = new Set(
  ['gmail', 'googlemail', 'outlook', 'hotmail', 'live', 'msn', 'yahoo', 'ymail', 'icloud', 'me', 'mac', 'aol', 'gmx'].concat(
    ['web', 'proton', 'protonmail', 'pm', 'mail', 'yandex', 'qq', '163', '126', 'foxmail', 'sina', 'zoho', 'fastmail'],
  ),
); // prettier-ignore

/** Second levels that belong to a country and to no organisation: `acme.co.uk`. */
const SECOND_LEVELS = new Set(['co', 'com', 'org', 'net', 'ac', 'gov', 'edu', 'ne', 'or']);

/** What to call the organisation of a person who named none: their domain, or, at a public mail service, themselves. */
export function organisationName(person: { email: string; name: string }): string {
  const [local = '', domain = ''] = person.email.split('@');
  const labels = domain.split('.').slice(0, -1);
  if (labels.length > 1 && SECOND_LEVELS.has(labels.at(-1) as string)) labels.pop();
  const label = labels.at(-1) ?? '';
  if (label !== '' && !PUBLIC_MAIL.has(label)) return capitalised(label);
  return person.name === '' ? capitalised(local.split('+', 1)[0] as string) : person.name;
}

function capitalised(text: string): string {
  const words = text.split(/[._-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || 'Organisation';
}
