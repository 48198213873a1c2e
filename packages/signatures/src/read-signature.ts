/** `Signature-Input` and `Signature` (RFC 9421, section 4): what was signed, by which key, and the signature itself. */
import { type Item, isInnerList, parseDictionary, serializeInnerList } from 'structured-headers';
import type { Component, SignedMessage } from './message.js';
import { SignatureProblem } from './problem.js';

export interface MessageSignature {
  readonly label: string;
  readonly components: readonly Component[];
  /** The covered components with their parameters, in canonical form: the last line of the signature base. */
  readonly params: string;
  readonly keyId: string | null;
  readonly algorithm: string | null;
  /** Unix seconds. */
  readonly created: number | null;
  readonly expires: number | null;
  readonly nonce: string | null;
  readonly signature: Buffer;
}

const MOST_COMPONENTS = 64;

/** The first signature whose key is ours; null when none is. */
export function readSignature(
  headers: SignedMessage['headers'],
  isOurs: (keyId: string) => boolean,
): MessageSignature | SignatureProblem | null {
  const inputs = dictionary(headers, 'signature-input');
  if (inputs instanceof SignatureProblem) return inputs;
  for (const [label, input] of inputs) {
    if (!isInnerList(input)) return new SignatureProblem('signature-input', `"${label}" is no list of components`);
    const keyId = input[1].get('keyid');
    if (typeof keyId !== 'string' || !isOurs(keyId)) continue;
    const signatures = dictionary(headers, 'signature');
    if (signatures instanceof SignatureProblem) return signatures;
    const value = signatures.get(label);
    if (value === undefined || isInnerList(value) || !(value[0] instanceof ArrayBuffer))
      return new SignatureProblem('signature', `there is no signature "${label}"`);
    return assemble(label, input, Buffer.from(value[0]));
  }
  return null;
}

function dictionary(headers: SignedMessage['headers'], name: string) {
  const value = headers[name];
  if (value === undefined) return new SignatureProblem(name, 'the header is missing');
  try {
    return parseDictionary(typeof value === 'string' ? value : value.join(', '));
  } catch {
    return new SignatureProblem(name, 'the header is no dictionary of RFC 8941');
  }
}

type InnerList = Parameters<typeof serializeInnerList>[0];

function assemble(label: string, input: InnerList, signature: Buffer): MessageSignature | SignatureProblem {
  const [items, params] = input;
  const components = componentsOf(items);
  if (components instanceof SignatureProblem) return components;
  const text = (name: string) => {
    const value = params.get(name);
    return typeof value === 'string' ? value : null;
  };
  const seconds = (name: string) => {
    const value = params.get(name);
    return Number.isSafeInteger(value) ? Number(value) : null;
  };
  const wrong = ['created', 'expires'].find((name) => params.has(name) && seconds(name) === null);
  if (wrong !== undefined) return new SignatureProblem(wrong, 'it must be whole seconds since 1970');
  return {
    label,
    components,
    params: serializeInnerList(input),
    keyId: text('keyid'),
    algorithm: text('alg'),
    created: seconds('created'),
    expires: seconds('expires'),
    nonce: text('nonce'),
    signature,
  };
}

function componentsOf(items: readonly Item[]): Component[] | SignatureProblem {
  if (items.length > MOST_COMPONENTS)
    return new SignatureProblem('signature-input', `it covers more than ${MOST_COMPONENTS} components`);
  const components: Component[] = [];
  const seen = new Set<string>();
  for (const [name, params] of items) {
    if (typeof name !== 'string' || name !== name.toLowerCase())
      return new SignatureProblem('signature-input', 'a component is named in lower case, as a string');
    const identity = JSON.stringify([name, ...params]);
    if (seen.has(identity)) return new SignatureProblem(name, 'it is covered twice');
    seen.add(identity);
    components.push({ name, params });
  }
  return components;
}
