// The palette's place and shape, the same while its script comes: the whole screen on a phone, a window in the upper third on
// a desk. It is there at once: a movement would start anew when the script arrives.
export const paletteOverlay = 'fixed inset-0 z-float bg-[rgb(0_0_0/0.4)]'
export const paletteBox =
  'fixed inset-0 z-float flex flex-col bg-raised outline-none md:inset-x-0 md:top-24 md:bottom-auto md:mx-auto md:h-120 md:max-h-[70dvh] md:w-full md:max-w-form md:rounded md:border md:border-line md:shadow-float'
export const paletteHead = 'flex h-bar shrink-0 items-center gap-3 border-b border-line pr-2 pl-4'
export const paletteInput = 'h-full min-w-0 flex-1 bg-transparent text-base text-ink outline-none placeholder:text-muted'
