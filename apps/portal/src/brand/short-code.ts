/**
 * Up to two capital letters that stand for a name: the initials of its first two words, or its first two letters.
 * `gpt-mini` gives GM, `Turnpike` gives TU.
 */
export function shortCode(name: string): string {
  const [first = '', second] = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = second ? [...first].slice(0, 1).concat([...second].slice(0, 1)) : [...first].slice(0, 2);
  return letters.join('').toUpperCase();
}
