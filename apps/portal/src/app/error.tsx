'use client';

import { PageFailed } from '../frame/page-failed';

export default function ErrorPage(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main id="content" className="px-4 sm:px-6">
      <PageFailed {...props} />
    </main>
  );
}
