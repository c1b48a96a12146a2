// Single letters for whoever works by keyboard: the rows of a list, the search box, other pages, and a help dialogue.
// Nothing happens in fields or with Ctrl, Alt or Meta; the account page turns all of it off (WCAG 2.1.4).
const pages = JSON.parse(document.getElementById('shortcuts-script').dataset.pages);
const help = document.getElementById('shortcuts');
const PAUSE = 1500;  // Milliseconds in which the second letter of a pair is waited for.
let going = 0;

document.addEventListener('keydown', press);

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || writes(event.target) || help.open) return;
  const page = going && event.timeStamp - going < PAUSE ? pages[event.key] : null;
  going = event.key === 'g' ? event.timeStamp : 0;
  if (page) location.assign(page);
  else if (event.key === '/') document.getElementById('find').focus();
  else if (event.key === '?') help.showModal();
  else if (event.key === 'j') walk(1);
  else if (event.key === 'k') walk(-1);
  else if (event.key === 'x') choose();
  else return;
  event.preventDefault();
}

function writes(target) {
  return target.isContentEditable || target.closest('input:not([type=checkbox], [type=radio], [type=submit]), textarea, select') !== null;
}

function walk(step) {
  const rows = [...document.querySelectorAll('[data-row]')];
  const at = rows.findIndex(row => (row.closest('li') ?? row).contains(document.activeElement));
  rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}

function choose() {
  document.activeElement.closest('li')?.querySelector('input[type=checkbox]')?.click();
}
