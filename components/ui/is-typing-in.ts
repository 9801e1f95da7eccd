// Whether a key belongs to what is being typed or to an open menu or dialog rather than to the page's shortcuts. A box or a
// choice takes no letters; a panel beside the page, `data-beside`, shares the page's keys.

export const isTypingIn = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select') ||
    target.closest('[role="dialog"]:not([data-beside]), [role="menu"]') !== null)
