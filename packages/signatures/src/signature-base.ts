/** The text that is signed (RFC 9421, section 2.5): a line for each covered component, and the parameters last. */
import { type Item, serializeItem } from 'structured-headers';
import { type Component, componentValue, type SignedMessage } from './message.js';
import { SignatureProblem } from './problem.js';

/** The base, or the component that has no value. Bytes of headers are those of Latin-1, as Node reads them. */
export function signatureBase(
  message: SignedMessage,
  { components, params }: { components: readonly Component[]; params: string },
): Buffer | SignatureProblem {
  let base = '';
  for (const component of components) {
    const value = componentValue(message, component);
    if (value instanceof SignatureProblem) return value;
    base += `${serializeItem([component.name, component.params] as unknown as Item)}: ${value}\n`;
  }
  return Buffer.from(`${base}"@signature-params": ${params}`, 'latin1');
}
