'use client';

import { Toaster } from 'sonner';

export { toast } from 'sonner';

/** Where toasts appear: for what succeeded. What failed is said where it was tried. */
export function Toasts() {
  return (
    <Toaster
      position="bottom-right"
      // Above the bar at the bottom of a phone.
      mobileOffset={{ bottom: 72 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-3 rounded-box bg-road px-4 py-3 text-on-road shadow-float [&_svg]:size-4 [&_svg]:text-lane',
          title: 'text-sm font-[600]',
          description: 'text-xs text-on-road-quiet',
          actionButton: 'ml-auto cursor-pointer text-lane font-[650]',
        },
      }}
    />
  );
}
