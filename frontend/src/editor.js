// Draws a process: bpmn-js, with an ordinary form for what an element says, kept in the draft as one draws.
//
// The page gives everything in attributes of the container, and offers the same in its table editor:
//   data-source    address of the BPMN XML
//   data-keep      address that takes {csrf_token, content, revision, name} and answers {revision, findings} or {conflict}
//   data-revision  the revision that was read
//   data-name      the file's name
//   data-texts     the texts of this program, as JSON: English -> the reader's language
//   data-suggestions  what fields offer while one types, as JSON: {feel, groups, messages}, each [{text, told}]
//   data-remind    address that takes a reminder's fields with the drawing, and answers the drawing with it
//   data-translate  address that takes {text, sv or en} and the revisions of their files
//   data-findings  what the check says at first, as JSON: [{id, severity, message}]
import Modeler from 'bpmn-js/lib/Modeler';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import { keep } from './keeping.js';
import { showFindings } from './findings.js';
import { dictionary } from './saying.js';
import { followSelection } from './properties.js';
import { suggest } from './suggesting.js';
import { offerReminder } from './reminding.js';
import { offerTranslations } from './translating.js';
import { offerExports } from './exports.js';
import walk from './walk.js';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import './editor.css';

const container = document.getElementById('canvas');
const { said, missed } = dictionary(container);

async function open() {
  const answer = await fetch(container.dataset.source, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`the diagram answered ${answer.status}`);
  const modeler = new Modeler({
    container,
    keyboard: { bind: true },
    moddleExtensions: { camunda },
    additionalModules: [ CreateAppendAnythingModule, walk, { translate: [ 'value', said ] } ],
  });
  await modeler.importXML(await answer.text());
  settle(modeler);
  const form = document.getElementById('properties'), suggestions = JSON.parse(container.dataset.suggestions);
  followSelection(modeler, form, suggestions.messages);
  const show = showFindings(modeler, document.getElementById('findings-list'), said);
  show(JSON.parse(container.dataset.findings));
  const kept = keep(drawn(modeler), container, document.getElementById('kept'), said, show);
  const reminder = document.getElementById('reminder'), translations = document.getElementById('translations');
  suggest(form, suggestions, said);
  offerReminder(modeler, reminder, container.dataset.remind, kept);
  offerTranslations(modeler, translations, container.dataset.translate, kept, said);
  offerExports(modeler, document.getElementById('exports'), container.dataset.name, said);
  container.modeler = modeler;
  container.missed = missed;
  container.dataset.ready = 'true';
}

// What keeping asks of the drawing.  The server may change it too: undoing comes back to what was drawn before that, when
// the drawing's own steps are over.
function drawn(modeler) {
  const stack = modeler.get('commandStack'), actions = modeler.get('editorActions');
  const earlier = [];
  let changed = () => {};

  async function open(xml) {
    const canvas = modeler.get('canvas'), place = canvas.viewbox();
    await modeler.importXML(xml);
    canvas.viewbox(place);
  }

  async function undo() {
    if (stack.canUndo()) stack.undo();
    else if (earlier.length) {
      await open(earlier.pop());
      changed();
    }
  }

  modeler.on('commandStack.changed', ({ trigger }) => { if (trigger !== 'clear') changed(); });
  actions.unregister('undo');
  actions.register({ undo });
  return {
    save: () => modeler.saveXML({ format: true }),
    onChange: told => { changed = told; },
    undo,
    redo: () => stack.redo(),
    replace: (xml, before) => {
      earlier.push(before);
      return open(xml);
    },
  };
}

// The whole drawing if its letters stay readable, else its beginning; with room for the palette at its left.
const READABLE = 0.65, PALETTE = 120;

function settle(modeler) {
  const canvas = modeler.get('canvas');
  canvas.zoom('fit-viewport');
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, Math.max(READABLE, (outer.width - PALETTE) / (inner.width + 40)));
  const room = outer.height / scale;
  canvas.viewbox({
    x: inner.x - PALETTE / scale, y: inner.y - Math.max(20, (room - inner.height) / 2), width: outer.width / scale, height: room,
  });
  const svg = container.querySelector('svg');
  svg.setAttribute('role', 'application');
  svg.setAttribute('aria-label', container.getAttribute('aria-label'));
}

open().catch(error => {
  document.getElementById('not-drawn').hidden = false;
  container.hidden = true;
  console.warn(`The diagram cannot be drawn: ${error.message}`);
});
