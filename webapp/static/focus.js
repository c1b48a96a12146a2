// After a page was refused or grew, one goes on where that is told: at its errors, or at what was added.
document.querySelector('[data-focus]')?.focus();
