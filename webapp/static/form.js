// Helps with single fields: a calendar beside a day, a further row, sums as the draft is kept.
// Without it the form works too: a day is typed, and buttons add rows and count.
for (const button of document.querySelectorAll('button[data-pick]')) offer(button);
document.addEventListener('kept', ({ detail }) => count(detail.computed ?? {}));
document.addEventListener('click', event => {
  const button = event.target.closest('button[data-pick]');
  if (button) pick(button);
});

function offer(button) { button.hidden = !('showPicker' in HTMLInputElement.prototype); }

// The browser's own calendar; what it gives is written as people write it.
function pick(button) {
  const typed = document.getElementById(button.dataset.pick);
  let picker = button.querySelector('.picker') ?? button.parentElement.querySelector('.picker');
  if (!picker) {
    picker = document.createElement('input');
    Object.assign(picker, { type: 'date', className: 'picker', tabIndex: -1 });
    picker.setAttribute('aria-hidden', 'true');
    picker.addEventListener('change', event => { event.stopPropagation(); write(typed, picker.value); });
    picker.addEventListener('input', event => event.stopPropagation());
    button.before(picker);
  }
  picker.value = iso(typed.value);
  picker.showPicker();
}

function write(typed, value) {
  if (value) typed.value = value.split('-').reverse().map(Number).join('.');
  typed.dispatchEvent(new Event('change', { bubbles: true }));
  typed.focus();
}

function iso(text) {
  const found = /^\s*(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\s*$/.exec(text);
  return found ? [found[3], found[2].padStart(2, '0'), found[1].padStart(2, '0')].join('-') : '';
}

function count(computed) {
  for (const output of document.querySelectorAll('[data-computed]')) {
    const text = computed[output.dataset.computed];
    if (text !== undefined && output.textContent !== text) output.textContent = text;
  }
}
