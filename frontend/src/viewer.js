// Shows a diagram, where its tokens stand and the way they came.
//
// The page gives everything in attributes of the container, and says the same in a list beside it:
//   data-diagram  address of the BPMN XML
//   data-here     ids of the elements where tokens stand, as JSON
//   data-done     ids of the elements and flows that were passed, as JSON
//   data-trouble  ids of the elements where something failed, as JSON
//   data-added, data-removed, data-altered  ids of what differs between two versions, as JSON
//   data-heat     how warm an element is and what stands beside it, by its id, as JSON: { judge: [ 3, "14", "14 times" ] }
//   data-labels   the texts of the buttons and marks, as JSON: larger, smaller, whole, and those of the lists above
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import './viewer.css';

// A mark is a sign, too, never a colour alone.
const SYMBOLS = { here: '●', trouble: '!', added: '+', removed: '−', altered: '≠' };
const DIFFERS = [ 'added', 'removed', 'altered' ];

const listed = (container, name) => JSON.parse(container.dataset[name] || '[]');

async function show(container) {
  const answer = await fetch(container.dataset.diagram, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`the diagram answered ${answer.status}`);
  const viewer = new NavigatedViewer({ container });
  await viewer.importXML(await answer.text());
  mark(viewer, container);
  fit(viewer, container);
  addButtons(viewer, container);
  walkByKeyboard(viewer, container);
  container.dataset.ready = 'true';
}

function mark(viewer, container) {
  const canvas = viewer.get('canvas'), overlays = viewer.get('overlays'), elements = viewer.get('elementRegistry');
  const labels = JSON.parse(container.dataset.labels);
  for (const state of [ 'done', ...Object.keys(SYMBOLS) ]) {
    for (const id of listed(container, state)) {
      const element = elements.get(id);
      if (!element) continue;
      canvas.addMarker(element, `is-${state}`);
      if (!SYMBOLS[state] || (element.waypoints && !DIFFERS.includes(state))) continue;
      const badge = document.createElement('span');
      badge.className = `badge badge-${state}`;
      badge.textContent = SYMBOLS[state];
      badge.title = labels[state];
      overlays.add(element, { position: element.waypoints ? halfWay(element) : { top: -12, right: 14 }, html: badge });
    }
  }
  markHeat(viewer, JSON.parse(container.dataset.heat || '{}'));
  markWay(viewer, new Set([ ...listed(container, 'done'), ...listed(container, 'here') ]), new Set(listed(container, 'done')));
}

// Where the badge of an arrow goes: upon its longest piece, told from the corner of the box around it.
function halfWay({ waypoints }) {
  const pieces = waypoints.slice(1).map((to, at) => [ waypoints[at], to ]);
  const long = ([ from, to ]) => Math.hypot(to.x - from.x, to.y - from.y);
  const [ from, to ] = pieces.reduce((best, piece) => long(piece) > long(best) ? piece : best);
  const least = name => Math.min(...waypoints.map(point => point[name]));
  return { left: (from.x + to.x) / 2 - least('x') - 12, top: (from.y + to.y) / 2 - least('y') - 12 };
}

// Warmth is told by a number, too: nobody has to tell shades apart.
function markHeat(viewer, heat) {
  const canvas = viewer.get('canvas'), overlays = viewer.get('overlays'), elements = viewer.get('elementRegistry');
  for (const [ id, [ level, text, title ] ] of Object.entries(heat)) {
    const element = elements.get(id);
    if (!element) continue;
    canvas.addMarker(element, `heat-${level}`);
    const badge = document.createElement('span');
    badge.className = 'badge badge-heat';
    badge.textContent = text;
    badge.title = title;
    overlays.add(element, { position: { top: -12, left: -8 }, html: badge });
  }
}

// A flow was taken when both its ends were reached and its beginning was left again.
function markWay(viewer, reached, left) {
  const canvas = viewer.get('canvas');
  const taken = viewer.get('elementRegistry').filter(flow => flow.type === 'bpmn:SequenceFlow'
    && left.has(flow.source.id) && reached.has(flow.target.id));
  for (const flow of taken) {
    canvas.addMarker(flow, 'is-done');
    darkenArrow(canvas.getGraphics(flow));
  }
}

// An arrowhead is a marker that all flows of a colour share; the passed ones need one of their own.
function darkenArrow(graphics) {
  const path = graphics.querySelector('.djs-visual > path');
  const end = path && /url\(["']?#([^"')]+)/.exec(path.getAttribute('marker-end') || path.style.markerEnd);
  const marker = end && document.getElementById(end[1]);
  if (!marker) return;
  const own = `${end[1]}-done`;
  if (!document.getElementById(own)) {
    const copy = marker.cloneNode(true);
    copy.id = own;
    copy.classList.add('marker-done');
    marker.parentNode.appendChild(copy);
  }
  path.style.markerEnd = `url(#${own})`;
}

// The whole diagram if its letters stay readable, else as much of it as surrounds the first token.
function fit(viewer, container) {
  const canvas = viewer.get('canvas');
  const { inner, outer } = canvas.viewbox();
  container.style.height = `${Math.max(200, Math.min(440, inner.height * Math.min(1, outer.width / inner.width) + 110))}px`;
  canvas.resized();
  canvas.zoom('fit-viewport', 'auto');
  const first = [ 'here', ...DIFFERS ].flatMap(name => listed(container, name))[0];
  const element = viewer.get('elementRegistry').get(first);
  if (!element || canvas.zoom() >= 0.6) return;
  canvas.zoom(0.8);
  canvas.scrollToElement(element, { top: 120, bottom: 120, left: 200, right: 300 });
}

function addButtons(viewer, container) {
  const canvas = viewer.get('canvas'), labels = JSON.parse(container.dataset.labels);
  const bar = document.createElement('div');
  bar.className = 'viewer-buttons';
  const add = (label, sign, action) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'second';
    button.setAttribute('aria-label', label);
    button.title = label;
    button.textContent = sign;
    button.addEventListener('click', action);
    bar.append(button);
  };
  add(labels.larger, '+', () => canvas.zoom(Math.min(canvas.zoom() * 1.25, 4)));
  add(labels.smaller, '−', () => canvas.zoom(Math.max(canvas.zoom() / 1.25, 0.1)));
  add(labels.whole, '⤢', () => canvas.zoom('fit-viewport', 'auto'));
  container.before(bar);
}

// The canvas takes the arrow keys itself only with Ctrl; here plain arrows move it, plus and minus zoom.
function walkByKeyboard(viewer, container) {
  const canvas = viewer.get('canvas'), svg = container.querySelector('svg');
  const steps = { ArrowLeft: [ 60, 0 ], ArrowRight: [ -60, 0 ], ArrowUp: [ 0, 60 ], ArrowDown: [ 0, -60 ] };
  svg.setAttribute('tabindex', '0');
  svg.setAttribute('role', 'application');
  svg.setAttribute('aria-label', container.getAttribute('aria-label'));
  svg.addEventListener('keydown', event => {
    const step = steps[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) canvas.scroll({ dx: step[0], dy: step[1] });
    else if (event.key === '+') canvas.zoom(Math.min(canvas.zoom() * 1.25, 4));
    else if (event.key === '-') canvas.zoom(Math.max(canvas.zoom() / 1.25, 0.1));
    else if (event.key === '0') canvas.zoom('fit-viewport', 'auto');
    else return;
    event.preventDefault();
  });
}

for (const container of document.querySelectorAll('[data-diagram]')) {
  show(container).catch(error => {
    container.hidden = true;  // The same is said in the list beside it.
    console.warn(`The diagram cannot be shown: ${error.message}`);
  });
}
