// Helps whoever fills a form in: keeps a draft now and then, shows or hides what the answers ask for, takes dropped files.
// Without it the form works too: a button keeps the draft, and the server tells what is missing.
const form = document.querySelector('form[data-draft]');
const PAUSE = 1500;  // Milliseconds after the last key before the draft is kept.
const AGAIN = 5000;  // Milliseconds before a draft that could not be kept is tried again.
const PATIENCE = 15_000;  // Milliseconds after which a draft on its way counts as lost.
const BRIEF = 3000;  // Milliseconds that a pressed button waits for the draft on its way.
const OLD = 7 * 24 * 3600 * 1000;  // After a week nobody asks for what this browser still holds.
const SHELF = 'hankepolku:';
const OURS = new Set(['csrf_token', 'request_key']);

if (form) watch(form);
for (const zone of document.querySelectorAll('[data-drop]')) takeDropped(zone);
for (const details of document.querySelectorAll('details[data-viewer]')) showWhenOpened(details);

function watch(form) {
  const status = document.getElementById('draft-status'), shelf = form.dataset.local && SHELF + form.dataset.local;
  let timer = 0, kept = [...form.elements].some(touched) ? null : contents(form);
  let sending = null, waiting = false, pressed = false, leaving = false, warned = false;

  clearOld();
  if (restore() || kept === null) keep();
  form.addEventListener('input', () => { later(PAUSE); });
  form.addEventListener('change', () => { later(50); });
  form.addEventListener('submit', event => {
    if (!navigator.onLine && stay(event)) return;
    if (sending) { event.preventDefault(); press(event.submitter); return; }
    leaving = true;
    clearTimeout(timer);
    hold(contents(form), sessionStorage);
  });
  document.addEventListener('visibilitychange', () => { if (document.hidden && !leaving) keep(); });
  window.addEventListener('pagehide', () => { if (!leaving && contents(form) !== kept) { hold(contents(form)); flush(); } });
  window.addEventListener('pageshow', () => { leaving = false; });
  window.addEventListener('online', () => { warned = false; later(0); });

  // Sent without a connection, the page would give way to the browser's own.  Who presses again knows better than the browser.
  function stay(event) {
    if (warned) return false;
    warned = true;
    event.preventDefault();
    hold(contents(form));
    say(form.dataset.draftUnsent);
    return true;
  }

  // The draft on its way is older than what the button sends, and could arrive after it.
  async function press(button) {
    if (pressed) return;
    pressed = true;
    await Promise.race([sending, new Promise(over => { setTimeout(over, BRIEF); })]);
    sending = null;
    pressed = false;
    form.requestSubmit(button);
    keep();
  }

  function later(pause) { clearTimeout(timer); timer = setTimeout(keep, pause); }

  // One at a time: of two on their way, the older could arrive last and be what is kept.
  function keep() {
    if (sending) { waiting = true; return; }
    const attempt = sending = send(contents(form)).finally(() => {
      if (sending !== attempt || pressed) return;
      sending = null;
      if (waiting) { waiting = false; keep(); }
    });
  }

  async function send(typed) {
    if (typed === kept || leaving) return;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: 'POST', body: new URLSearchParams(typed), headers: { Accept: 'application/json' },
        credentials: 'same-origin', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE),
      });
      if (!answer.ok) { if (!leaving) refused(answer.status, typed); return; }
      const told = await answer.json();
      if (leaving) return;
      kept = typed;
      drop();
      say(told.saved);
      reveal(form, told.hidden);
      form.dispatchEvent(new CustomEvent('kept', { bubbles: true, detail: told }));
    } catch {
      if (leaving) return;
      hold(typed);
      say(warned ? form.dataset.draftUnsent : form.dataset.draftFailed);
      later(AGAIN);
    }
  }

  // The server answered, but did not take it: asking again every few seconds would not change that, unless it fell ill.
  function refused(status, typed) {
    hold(typed);
    if (status >= 500) later(AGAIN);
    say({ 401: form.dataset.draftOver, 409: form.dataset.draftGone }[status] ?? form.dataset.draftFailed);
  }

  // The page goes: what a browser sends now it sends to the end.
  function flush() {
    fetch(form.dataset.draft, {
      method: 'POST', body: new URLSearchParams(contents(form)), headers: { Accept: 'application/json' },
      credentials: 'same-origin', redirect: 'manual', keepalive: true,
    }).catch(() => {});
  }

  // What could not be sent stays in this browser, what is being sent in this tab; the server's mark of the form does not.
  function hold(typed, where = localStorage) {
    const answers = [...new URLSearchParams(typed)].filter(([name]) => !OURS.has(name));
    try { if (shelf) where.setItem(shelf, JSON.stringify({ at: Date.now(), answers })); } catch { /* It is full or forbidden. */ }
  }

  function drop() {
    try { for (const where of [localStorage, sessionStorage]) where.removeItem(shelf); } catch { /* It is forbidden. */ }
  }

  function held() {
    try { return JSON.parse(sessionStorage.getItem(shelf) ?? localStorage.getItem(shelf)); } catch { return null; }
  }

  function restore() {
    const found = shelf && held();
    if (!found || !found.answers.some(([name, value]) => value && !has(form, name, value))) { drop(); return false; }
    fill(form, found.answers);
    say(form.dataset.draftRestored);
    return true;
  }

  function say(words) { if (status) status.textContent = words; }
}

function clearOld() {
  try {
    for (const key of Object.keys(localStorage).filter(key => key.startsWith(SHELF))) {
      if (!(Date.now() - JSON.parse(localStorage.getItem(key)).at < OLD)) localStorage.removeItem(key);
    }
  } catch { /* It is forbidden. */ }
}

function contents(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')).toString();
}

function has(form, name, value) { return new FormData(form).getAll(name).includes(value); }

// Somebody typed before this script was there, or the browser put back what had been typed.
function touched(control) {
  if (control.tagName === 'SELECT') return [...control.options].some(option => option.selected !== chosenAtFirst(option));
  if (control.type === 'checkbox' || control.type === 'radio') return control.checked !== control.defaultChecked;
  return 'defaultValue' in control && control.type !== 'file' && control.value !== control.defaultValue;
}

// Where nothing is chosen, a browser chooses the first that can be.
function chosenAtFirst(option) {
  const list = option.closest('select'), options = [...list.options];
  if (list.multiple || options.some(one => one.defaultSelected)) return option.defaultSelected;
  return option === options.find(one => !one.disabled);
}

// Puts back what was held; what is newer stays.
function fill(form, answers) {
  const held = new Map(), newer = new Set([...form.elements].filter(touched).map(control => control.name));
  for (const [name, value] of answers) held.set(name, [...(held.get(name) || []), value]);
  for (const control of form.elements) {
    const values = held.get(control.name);
    if (!control.name || OURS.has(control.name) || newer.has(control.name) || control.readOnly || control.type === 'file') continue;
    if (control.type === 'checkbox' || control.type === 'radio') control.checked = (values || []).includes(control.value);
    else if (values && control.tagName !== 'BUTTON' && control.type !== 'hidden') control.value = values.shift() ?? '';
  }
}

function reveal(form, hidden) {
  const names = new Set(hidden);
  for (const part of form.querySelectorAll('[data-field]')) {
    if (part.dataset.field) part.hidden = names.has(part.dataset.field);
  }
}

// Files that are dropped on a file control are chosen by it, and sent like any others.
function takeDropped(zone) {
  const input = zone.querySelector('input[type=file]');
  zone.querySelector('[data-drop-hint]')?.removeAttribute('hidden');
  for (const name of ['dragenter', 'dragover']) {
    zone.addEventListener(name, event => { event.preventDefault(); zone.classList.add('over'); });
  }
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', event => {
    event.preventDefault();
    zone.classList.remove('over');
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    input.form.requestSubmit(document.getElementById('attach'));
  });
}

// The diagram's viewer is large: it is fetched when somebody asks for the diagram.
function showWhenOpened(details) {
  details.addEventListener('toggle', () => {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = details.dataset.viewerStyle;
    document.head.append(style);
    import(details.dataset.viewer);
  }, { once: true });
}
