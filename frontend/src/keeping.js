// Keeps the drawing in the draft a moment after each change, and says what the check found.
// When somebody else saved meanwhile nothing is written over: the reader chooses whose drawing stands.
const PAUSE = 1200;

export function keep(modeler, container, status, said, show) {
  const token = document.querySelector('#keeping [name=csrf_token]').value;
  const conflict = document.getElementById('conflict'), mine = document.getElementById('mine-stands');
  let revision = Number(container.dataset.revision), timer = 0, busy = false, again = false, halted = false, changed = false;

  const tell = (text, bad = false) => { status.textContent = text; status.classList.toggle('bad', bad); };

  async function send() {
    if (busy) { again = true; return; }
    busy = true;
    again = false;
    tell(said('Saving…'));
    try {
      const { xml } = await modeler.saveXML({ format: true });
      const body = new URLSearchParams({ csrf_token: token, content: xml, revision, name: container.dataset.name });
      const answer = await fetch(container.dataset.keep, { method: 'POST', body, credentials: 'same-origin' });
      const told = answer.headers.get('content-type')?.startsWith('application/json') ? await answer.json() : {};
      if (answer.ok) {
        ({ revision } = told);
        changed = again;
        tell(said('Saved in the draft.'));
        show(told.findings);
      } else if (answer.status === 409) {
        halted = true;
        revision = told.revision ?? revision;
        conflict.querySelector('[data-sentence]').textContent = told.sentence ?? '';
        conflict.hidden = false;
        mine.hidden = !told.sentence || told.final;
        conflict.focus();
        tell(said('Not saved'), true);
      } else {
        tell(told.sentence ?? said('Not saved. Log in again in another tab, and change something.'), true);
      }
    } catch {
      tell(said('No connection: not saved. It is tried again.'), true);
      timer = setTimeout(send, 5000);
    } finally {
      busy = false;
    }
    if (again && !halted) send();
  }

  modeler.on('commandStack.changed', () => {
    changed = true;
    if (halted) return;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
    tell(said('Changed'));
  });
  mine.addEventListener('click', () => { halted = false; conflict.hidden = true; send(); });
  document.getElementById('undo').addEventListener('click', () => modeler.get('commandStack').undo());
  document.getElementById('redo').addEventListener('click', () => modeler.get('commandStack').redo());
  addEventListener('beforeunload', event => { if (changed) event.preventDefault(); });
}
