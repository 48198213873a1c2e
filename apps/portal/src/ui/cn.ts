import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// Our type scale has names of its own; without them a size and a colour would be taken for the same thing.
const merge = extendTailwindMerge({ extend: { theme: { text: ['2xs', 'xs', 'sm', 'md', 'lg', 'xl', '2xl'] } } });

/** Joins class names; of two that set the same property the later one stays. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
