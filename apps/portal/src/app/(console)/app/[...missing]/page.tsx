import { notFound } from 'next/navigation';

/** An address nobody has, answered within the frame. */
export default function MissingPage() {
  notFound();
}
