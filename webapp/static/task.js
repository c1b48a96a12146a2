// Helps whoever fills a form in: keeps a draft now and then, and shows or hides what the answers ask for.
// Without it the form works too: a button keeps the draft, and the server tells what is missing.
const form = document.querySelector('form[data-draft]');
const PAUSE = 1500;  // Milliseconds after the last key before the draft is kept.

if (form) watch(form);
document.querySelector('[data-focus]')?.focus();

function watch(form) {
  const status = document.getElementById('draft-status');
  let timer = 0, kept = contents(form), sending = null, leaving = false;

  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, PAUSE); });
  form.addEventListener('change', () => { clearTimeout(timer); timer = setTimeout(keep, 50); });
  form.addEventListener('submit', () => { leaving = true; clearTimeout(timer); sending?.abort(); });
  document.addEventListener('visibilitychange', () => { if (document.hidden && !leaving) keep(); });

  async function keep() {
    const typed = contents(form);
    if (typed === kept || leaving) return;
    sending?.abort();
    const attempt = sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, {
        method: 'POST', body: new URLSearchParams(typed), headers: { Accept: 'application/json' },
        credentials: 'same-origin', redirect: 'manual', signal: attempt.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      kept = typed;
      say(told.saved);
      reveal(form, told.hidden);
      form.dispatchEvent(new CustomEvent('kept', { bubbles: true, detail: told }));
    } catch (error) {
      if (error.name !== 'AbortError') say(form.dataset.draftFailed);
    }
  }

  function say(words) { if (status && !leaving) status.textContent = words; }
}

function contents(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')).toString();
}

function reveal(form, hidden) {
  const names = new Set(hidden);
  for (const part of form.querySelectorAll('[data-field]')) {
    if (part.dataset.field) part.hidden = names.has(part.dataset.field);
  }
}
