// Keeps the drawing in the draft a moment after each change, and says what the check found.
// When somebody else saved meanwhile nothing is written over: the reader chooses whose drawing stands.
const PAUSE = 1200;

// `drawn` is the drawing: {save, onChange, undo, redo}, and `replace(xml, before)` where the server may change it.
// Gives two ways to ask the server for more, each in turn with the saving: `send(address, values)` posts what `values`
// gives then and answers {ok, status, told}; `redraw(address, values)` lets the server change the drawing and answers
// what it told.  Both answer null where nothing was asked.
export function keep(drawn, container, status, said, show) {
  const token = document.querySelector('#keeping [name=csrf_token]').value;
  const conflict = document.getElementById('conflict'), mine = document.getElementById('mine-stands');
  const places = [ container, document.getElementById('properties') ];
  let revision = Number(container.dataset.revision), timer = 0, halted = false, changes = 0, kept = 0, turn = Promise.resolve();

  const tell = (text, bad = false) => { status.textContent = text; status.classList.toggle('bad', bad); };
  const inTurn = work => (turn = turn.then(work, work));  // One at a time: each save counts on from the one before.

  async function post(address, values) {
    const body = new URLSearchParams({ csrf_token: token, name: container.dataset.name, ...values });
    const answer = await fetch(address, { method: 'POST', body, credentials: 'same-origin' });
    const told = answer.headers.get('content-type')?.startsWith('application/json') ? await answer.json() : {};
    return { ok: answer.ok, status: answer.status, told };
  }

  async function postDrawing(address, values) {
    clearTimeout(timer);
    tell(said('Saving…'));
    const seen = changes;
    try {
      const { xml } = await drawn.save();
      const { ok, status: code, told } = await post(address, { ...values, content: xml, revision });
      if (ok) {
        ({ revision } = told);
        kept = seen;
        tell(said('Saved in the draft.'));
        if (told.drawing) await drawn.replace(told.drawing, xml);
        show(told.findings);
      } else if (code === 409) {
        halted = true;
        revision = told.revision ?? revision;
        conflict.querySelector('[data-sentence]').textContent = told.sentence ?? '';
        conflict.hidden = false;
        mine.hidden = !told.sentence || told.final;
        conflict.focus();
        tell(said('Not saved'), true);
      } else if (told.errors) {
        tell('');
      } else {
        tell(told.sentence ?? said('Not saved. Log in again in another tab, and change something.'), true);
      }
      return told;
    } catch {
      tell(said('No connection: not saved. It is tried again.'), true);
      timer = setTimeout(save, 5000);
      return null;
    }
  }

  const save = () => inTurn(() => halted || changes === kept ? null : postDrawing(container.dataset.keep, {}));

  function change() {
    changes += 1;
    if (halted) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
    tell(said('Changed'));
  }

  drawn.onChange(change);
  mine.addEventListener('click', () => { halted = false; conflict.hidden = true; changes += 1; save(); });
  document.getElementById('undo').addEventListener('click', () => drawn.undo());
  document.getElementById('redo').addEventListener('click', () => drawn.redo());
  addEventListener('beforeunload', event => { if (changes !== kept) event.preventDefault(); });

  return {
    send: (address, values) => inTurn(() => post(address, values()).catch(() => null)),
    redraw: (address, values) => inTurn(async () => {
      if (halted) return null;
      places.forEach(one => { one.inert = true; });  // What is drawn meanwhile would be lost.
      const told = await postDrawing(address, values);
      places.forEach(one => { one.inert = false; });
      return told;
    }),
  };
}
