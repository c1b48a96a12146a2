// Offers words while one types, in a list under the field: arrows go through it, Enter takes one, Escape closes it.
// What `data-suggest` of a field names:
//   feel      names and functions, for the word at the caret; in what need not be an expression, after an equals sign
//   groups    groups by key or name, after each comma; an expression where it begins with an equals sign
//   messages  the whole value
const MOST = 8;
const WORD = /(?:^|[^\p{L}\p{N}_."])([\p{L}_][\p{L}\p{N}_]*)$/u;

export function suggest(form, offered, said) {
  const spoken = document.createElement('p');
  spoken.setAttribute('role', 'status');
  spoken.className = 'hidden';
  form.append(spoken);
  for (const control of form.querySelectorAll('[data-suggest]')) attach(control, offered, said, spoken);
}

function attach(control, offered, said, spoken) {
  const list = document.createElement('ul');
  list.id = `${control.id}-suggestions`;
  list.className = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', said('Suggestions'));
  list.hidden = true;
  control.after(list);
  // A text area stays a text box for screen readers: HTML lets it be nothing else.
  if (control.tagName === 'INPUT') control.setAttribute('role', 'combobox');
  control.setAttribute('aria-autocomplete', 'list');
  control.setAttribute('aria-controls', list.id);
  let found = [], from = 0, at = -1, owed = false;
  close();

  control.addEventListener('input', () => open(false));
  control.addEventListener('blur', () => {
    close();
    if (owed) control.dispatchEvent(new Event('change', { bubbles: true }));
  });
  control.addEventListener('change', () => { owed = false; });
  control.addEventListener('keydown', event => {
    if (event.isComposing) return;
    if (event.ctrlKey && event.key === ' ') open(true);
    else if (list.hidden) return;
    else if (event.key === 'ArrowDown') point(at + 1);
    else if (event.key === 'ArrowUp') point(at < 0 ? found.length - 1 : at - 1);
    else if (event.key === 'Enter' && at >= 0) take(found[at]);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener('mousedown', event => {
    event.preventDefault();
    const option = event.target.closest('[role=option]');
    if (option) take(found[[ ...list.children ].indexOf(option)]);
  });

  function open(all) {
    const place = placeOf(control, all);
    from = place?.from ?? 0;
    found = place ? matching(offered[place.kind], place.word).slice(0, all ? Infinity : MOST) : [];
    if (!found.length) { close(); return; }
    list.replaceChildren(...found.map((one, index) => option(one, index)));
    list.hidden = false;
    at = -1;
    control.removeAttribute('aria-activedescendant');
    if (control.tagName === 'INPUT') control.setAttribute('aria-expanded', 'true');
    spoken.textContent = said('{number} suggestions, by the arrow keys', { number: found.length });
  }

  function option(one, index) {
    const line = document.createElement('li');
    line.id = `${list.id}-${index}`;
    line.setAttribute('role', 'option');
    line.setAttribute('aria-selected', 'false');
    line.textContent = one.text;
    if (one.told) {
      const told = document.createElement('span');
      told.className = 'soft';
      told.textContent = ` ${one.told}`;
      line.append(told);
    }
    return line;
  }

  function point(index) {
    list.children[at]?.setAttribute('aria-selected', 'false');
    at = (index + found.length) % found.length;
    list.children[at].setAttribute('aria-selected', 'true');
    list.children[at].scrollIntoView({ block: 'nearest' });
    control.setAttribute('aria-activedescendant', list.children[at].id);
  }

  function take(one) {
    control.setRangeText(one.text, from, control.selectionStart, 'end');
    if (one.text.endsWith('()')) control.setSelectionRange(control.selectionStart - 1, control.selectionStart - 1);
    owed = true;
    close();
  }

  function close() {
    list.hidden = true;
    at = -1;
    control.removeAttribute('aria-activedescendant');
    if (control.tagName === 'INPUT') control.setAttribute('aria-expanded', 'false');
    spoken.textContent = '';
  }
}

// Which word at the caret may be completed, from where; nothing within a string, or where one only passes by.
function placeOf(control, all) {
  const before = control.value.slice(0, control.selectionStart);
  const kind = control.dataset.suggest;
  if (kind === 'messages') return before || all ? { kind, word: before, from: 0 } : null;
  if (kind === 'groups' && !control.value.trimStart().startsWith('=')) {
    const word = before.slice(before.lastIndexOf(',') + 1).trimStart();
    return word || all ? { kind, word, from: before.length - word.length } : null;
  }
  const written = control.dataset.says === 'condition' || control.value.trimStart().startsWith('=');
  if (!written || (before.match(/"/g) ?? []).length % 2) return null;
  const word = WORD.exec(before)?.[1] ?? '';
  return word || all ? { kind: 'feel', word, from: before.length - word.length } : null;
}

// Those that begin with the word first, then those that have it further on.
function matching(offered, word) {
  const wanted = word.toLocaleLowerCase();
  const rank = one => one.text.toLocaleLowerCase().startsWith(wanted) ? 0 : `${one.text} ${one.told}`.toLocaleLowerCase().includes(wanted) ? 1 : 2;
  const fits = offered.filter(one => one.text !== word && rank(one) < 2);
  return fits.sort((one, other) => rank(one) - rank(other));
}
