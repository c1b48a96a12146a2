// Draws a decision table: dmn-js, kept in the draft as one changes it.  The page has an editor of its own beside this.
//
// The page gives everything in attributes of the container:
//   data-source    address of the DMN XML
//   data-decision  the decision whose table is opened; without it the file's first view
//   data-keep, data-revision, data-name, data-texts, data-findings  as the drawing of a process has them (editor.js)
import Modeler from 'dmn-js/lib/Modeler';
import { keep } from './keeping.js';
import { listFindings } from './findings.js';
import { dictionary } from './saying.js';
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './editor.css';
import './dmn.css';

const container = document.getElementById('canvas');
const { said, missed } = dictionary(container);

async function open() {
  const answer = await fetch(container.dataset.source, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`the table answered ${answer.status}`);
  const words = { additionalModules: [ { translate: [ 'value', said ] } ] };
  const modeler = new Modeler({ container, drd: words, decisionTable: words,
    literalExpression: words, boxedExpression: words });
  const kept = listen(modeler);
  await modeler.importXML(await answer.text(), { open: false });
  const views = modeler.getViews();
  await modeler.open(views.find(view => view.id === container.dataset.decision) ?? views[0]);
  const show = findings => listFindings(document.getElementById('findings-list'), findings, said);
  show(JSON.parse(container.dataset.findings));
  keep(kept, container, document.getElementById('kept'), said, show);
  container.modeler = modeler;
  container.missed = missed;
  container.dataset.ready = 'true';
}

// Each way to see the file (table, drawing, expression) has steps of its own to undo.
function listen(modeler) {
  let changed = () => {};
  const stack = () => modeler.getActiveViewer()?.get('commandStack');
  modeler.on('viewer.created', ({ viewer }) => {
    viewer.on('commandStack.changed', ({ trigger }) => { if (trigger !== 'clear') changed(); });
  });
  return {
    save: () => modeler.saveXML({ format: true }),
    onChange: told => { changed = told; },
    undo: () => { if (stack()?.canUndo()) stack().undo(); },
    redo: () => { if (stack()?.canRedo()) stack().redo(); },
  };
}

open().catch(error => {
  document.getElementById('not-drawn').hidden = false;
  container.hidden = true;
  console.warn(`The table cannot be drawn: ${error.message}`);
});
