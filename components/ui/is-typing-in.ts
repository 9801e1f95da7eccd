// Whether a key belongs to what is being typed or to an open menu or dialog rather than to the page's shortcuts.

export const isTypingIn = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input, textarea, select') ||
    target.closest('[role="dialog"], [role="menu"]') !== null)
