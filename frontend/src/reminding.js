// A reminder or deadline of the chosen task: the server draws it, as the table of steps has it drawn.
const TAKERS = [ 'bpmn:UserTask', 'bpmn:ReceiveTask', 'bpmn:CallActivity' ];

export function offerReminder(modeler, form, address, kept) {
  let asking = false;

  modeler.on('panel.shown', ({ element }) => {
    form.dataset.step = element?.id ?? '';
    form.closest('details').hidden = !TAKERS.includes(element?.businessObject.$type);
  });
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    const told = await kept.redraw(address, Object.fromEntries([ ...new FormData(form), [ 'step', form.dataset.step ] ]));
    asking = false;
    if (!told) return;
    tellErrors(told.errors ?? {});
    if (!told.element) return;
    form.reset();
    form.closest('details').open = false;
    const made = modeler.get('elementRegistry').get(told.element);
    modeler.get('canvas').scrollToElement(made, 120);
    modeler.get('selection').select(made);
    document.querySelector('#properties [data-field]:not([hidden]) :is(input, select, textarea)')?.focus();
  });

  function tellErrors(errors) {
    for (const field of form.querySelectorAll('[data-asks]')) {
      const sentence = errors[field.dataset.asks], line = field.querySelector('.error'), control = field.querySelector('input, select');
      field.classList.toggle('wrong', Boolean(sentence));
      line.textContent = sentence ?? '';
      line.hidden = !sentence;
      if (sentence) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
    }
    form.querySelector('.wrong :is(input, select)')?.focus();
  }
}
