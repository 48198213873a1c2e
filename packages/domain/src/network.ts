/**
 * Networks in CIDR notation, and whether an address lies in them. Pure: what was parsed when a list was written is read
 * again when it is used. An IPv4 address inside IPv6 (`::ffff:203.0.113.9`, as a dual-stack socket tells it) is the IPv4
 * address that it is; a network of IPv6 never holds one of IPv4.
 */
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const FULL = { ipv4: 32, ipv6: 128 } as const;
const MAPPED_BITS = 96;

/**
 * The network as it is written everywhere: lower case, no bits beyond the prefix, and always with a prefix
 * (`203.0.113.9/32`). Null for what is none: an address must be whole, without zone, its parts decimal.
 */
export function parseNetwork(text: string): string | null {
  const [head = '', tail, ...more] = text.trim().split('/');
  const address = parseAddress(head);
  if (address === null || head.includes('%') || more.length > 0) return null;
  const isMapped = address.kind() === 'ipv4' && head.includes(':');
  const full = isMapped ? FULL.ipv6 : FULL[address.kind()];
  const asked = tail === undefined ? full : /^\d{1,3}$/.test(tail) ? Number(tail) : -1;
  const prefix = isMapped ? asked - MAPPED_BITS : asked;
  if (prefix < 0 || asked > full) return null;
  return `${networkOf(address, prefix).toString()}/${prefix}`;
}

/** The address as people write it, an IPv4 one out of its IPv6 clothes; null for what is no address. */
export function formatAddress(text: string): string | null {
  return parseAddress(text)?.toString() ?? null;
}

/**
 * Whether an address lies in one of the networks, as a function that is made once per list and asked often: a parse and
 * a search among sorted ranges. What isn't an address lies in none. Networks must be of {@link parseNetwork}; others are
 * left out, so that a broken list admits less and never more.
 */
export function compileNetworks(networks: readonly string[]): (address: string) => boolean {
  const ranges = merge(networks.flatMap((network) => rangeOf(network) ?? []));
  return (text) => {
    const address = parseAddress(text);
    return address !== null && isWithin(ranges, keyOf(address));
  };
}

/** First and last address, by {@link keyOf}. */
interface Range {
  first: string;
  last: string;
}

function rangeOf(text: string): Range | null {
  const network = parseNetwork(text);
  if (network === null) return null;
  const [address, prefix] = ipaddr.parseCIDR(network);
  const first = keyOf(address);
  const hostBits = FULL[address.kind()] - prefix;
  const last = keyOf(fill(address, hostBits));
  return { first, last };
}

function merge(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.sort((one, other) => (one.first < other.first ? -1 : 1))) {
    const before = merged.at(-1);
    if (before === undefined || range.first > before.last) merged.push({ ...range });
    else if (range.last > before.last) before.last = range.last;
  }
  return merged;
}

function isWithin(ranges: readonly Range[], key: string): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const range = ranges[middle] as Range;
    if (key < range.first) high = middle;
    else if (key > range.last) low = middle + 1;
    else return true;
  }
  return false;
}

/** Digits that sort as addresses do, those of a family together. */
function keyOf(address: Address): string {
  const hex = address.toByteArray().map((byte) => byte.toString(16).padStart(2, '0'));
  return `${address.kind() === 'ipv4' ? 4 : 6}:${hex.join('')}`;
}

/** Four parts in decimal or the whole of an IPv6 address: other spellings mean different things to different readers. */
function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  const bare = text.split('%', 1)[0] ?? '';
  if (!bare.includes(':') || !ipaddr.IPv6.isValid(bare)) return null;
  const address = ipaddr.IPv6.parse(bare);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function networkOf(address: Address, prefix: number): Address {
  return mask(address, FULL[address.kind()] - prefix, (byte, hostBits) => byte & (0xff << hostBits));
}

function fill(address: Address, hostBits: number): Address {
  return mask(address, hostBits, (byte, bits) => byte | (0xff >>> (8 - bits)));
}

/** Changes the bytes that hold the last `hostBits` bits, each by how many of its bits are among them. */
function mask(address: Address, hostBits: number, change: (byte: number, bits: number) => number): Address {
  const bytes = address.toByteArray();
  const changed = bytes.map((byte, index) => {
    const bits = Math.max(0, Math.min(8, hostBits - 8 * (bytes.length - 1 - index)));
    return change(byte, bits) & 0xff;
  });
  return ipaddr.fromByteArray(changed);
}
