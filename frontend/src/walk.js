// Walks along the flow by keyboard: Alt with right and left to the next and the one before, Alt with down to the next
// branch.  Where one stands is spoken, with what leads there.
class Walk {
  constructor(canvas, selection, elementRegistry, eventBus, translate) {
    Object.assign(this, { canvas, selection, elements: elementRegistry, said: translate, fork: null, branch: 0 });
    this.spoken = document.createElement('div');
    this.spoken.setAttribute('aria-live', 'polite');
    this.spoken.className = 'hidden';
    canvas.getContainer().append(this.spoken);
    eventBus.once('import.done', () => canvas.getContainer().querySelector('svg').addEventListener('keydown', event => this.step(event), true));
  }

  step(event) {
    if (!event.altKey || !/^Arrow(Right|Left|Down)$/.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const here = this.selection.get()[0];
    if (!here?.incoming) this.go(this.elements.filter(one => one.type === 'bpmn:StartEvent')[0]);
    else if (event.key === 'ArrowRight') this.forward(here, 0);
    else if (event.key === 'ArrowDown' && this.fork) this.forward(this.fork, this.branch + 1);
    else if (event.key === 'ArrowLeft') this.go(flows(here.incoming)[0]?.source);
  }

  forward(from, branch) {
    const ways = flows(from.outgoing);
    if (!ways.length) return;
    this.fork = from;
    this.branch = branch % ways.length;
    this.go(ways[this.branch].target, ways[this.branch]);
  }

  go(element, way) {
    if (!element) return;
    this.selection.select(element);
    this.canvas.scrollToElement(element, 100);
    const onwards = flows(element.outgoing).length;
    const object = element.businessObject;
    this.spoken.textContent = [
      way?.businessObject.name && `${way.businessObject.name}:`,
      this.said(object.$type.replace('bpmn:', '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ')),
      object.name || object.id,
      onwards > 1 ? this.said('{number} branches', { number: onwards }) : onwards ? '' : this.said('the path ends'),
    ].filter(Boolean).join(' ');
  }
}

const flows = connections => (connections ?? []).filter(one => one.type === 'bpmn:SequenceFlow');

Walk.$inject = [ 'canvas', 'selection', 'elementRegistry', 'eventBus', 'translate' ];
export default { __init__: [ 'walk' ], walk: [ 'type', Walk ] };
