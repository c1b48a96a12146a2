// What an element says, as an ordinary form.  A control's `data-says` tells what it reads and writes:
//   name                        an attribute of BPMN
//   camunda:formKey             one of camunda's
//   property:phase              a camunda:property of that name
//   documentation, condition, default, timer:kind, timer:text   what BPMN keeps in an element of its own
//   message                     the name of the message that is sent or awaited; one that is new is made
// `data-for` on its field lists the kinds of element that have it.
const TIMERS = [ 'timeDuration', 'timeDate', 'timeCycle' ];

// `messages` are those that fields offer: those that are made here join them.
export function followSelection(modeler, form, messages) {
  const modeling = modeler.get('modeling'), factory = modeler.get('bpmnFactory');
  const title = form.querySelector('[data-title]'), nothing = document.getElementById('nothing-selected');
  let current = null;

  modeler.on('selection.changed', ({ newSelection }) => show(newSelection.length === 1 ? newSelection[0] : null));
  modeler.on('commandStack.changed', () => current && show(modeler.get('elementRegistry').get(current.id) ?? null));
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('change', ({ target }) => { if (target.dataset.says && current) write(target); });

  function show(element) {
    current = element?.labelTarget ?? element;
    form.hidden = !current;
    nothing.hidden = Boolean(current);
    modeler.get('eventBus').fire('panel.shown', { element: current });
    if (!current) return;
    const object = current.businessObject;
    title.textContent = object.name || object.id;
    for (const field of form.querySelectorAll('[data-field]')) {
      field.hidden = !applies(field, object);
      const control = field.querySelector('[data-says]');
      if (!field.hidden && control !== document.activeElement) fill(control, read(control.dataset.says, object));
    }
  }

  function applies(field, object) {
    const kinds = field.dataset.for.split(' ');
    if (kinds.includes('timer')) return Boolean(timerOf(object));
    if (kinds.includes('message')) return Boolean(messengerOf(object));
    if (kinds.includes('condition')) return object.$type === 'bpmn:SequenceFlow' && branches(object);
    return kinds.includes('*') || kinds.includes(object.$type);
  }

  function fill(control, value) {
    if (control.type === 'checkbox') { control.checked = value === 'true'; return; }
    if (control.tagName === 'SELECT' && value && ![ ...control.options ].some(one => one.value === value)) {
      control.add(new Option(value, value));
    }
    control.value = value;
  }

  function read(says, object) {
    if (says.startsWith('property:')) return propertyOf(object, says.slice(9))?.value ?? '';
    if (says === 'documentation') return object.documentation?.[0]?.text ?? '';
    if (says === 'condition') return object.conditionExpression?.body ?? '';
    if (says === 'default') return String(object.sourceRef?.default === object);
    if (says === 'message') return messengerOf(object)?.messageRef?.name ?? '';
    const timer = timerOf(object);
    if (says === 'timer:kind') return TIMERS.find(kind => timer?.[kind]) ?? TIMERS[0];
    if (says === 'timer:text') return timer?.[TIMERS.find(kind => timer[kind])]?.body ?? '';
    return object.get(says) ?? '';
  }

  function write(control) {
    const { says } = control.dataset, object = current.businessObject;
    const value = control.type === 'checkbox' ? control.checked : control.value.trim();
    if (says.startsWith('property:')) writeProperty(object, says.slice(9), value);
    else if (says === 'documentation') update({ documentation: value ? [ factory.create('bpmn:Documentation', { text: value }) ] : [] });
    else if (says === 'condition') update({ conditionExpression: value ? expression(value) : undefined });
    else if (says === 'default') modeling.updateProperties(current.source, { default: value ? object : undefined });
    else if (says.startsWith('timer:')) writeTimer(object);
    else if (says === 'message') writeMessage(object, value);
    else update({ [says]: value || undefined });
  }

  function update(values) { modeling.updateProperties(current, values); }

  function expression(body) { return factory.create('bpmn:FormalExpression', { body }); }

  function writeTimer(object) {
    const kind = form.querySelector('[data-says="timer:kind"]').value;
    const text = form.querySelector('[data-says="timer:text"]').value.trim();
    const values = Object.fromEntries(TIMERS.map(one => [ one, one === kind && text ? expression(text) : undefined ]));
    modeling.updateModdleProperties(current, timerOf(object), values);
  }

  function writeMessage(object, name) {
    const messageRef = name ? messageOf(object, name) : undefined;
    modeling.updateModdleProperties(current, messengerOf(object), { messageRef });
  }

  function messageOf(object, name) {
    let definitions = object;
    while (definitions.$parent) definitions = definitions.$parent;
    const there = definitions.rootElements.find(one => one.$type === 'bpmn:Message' && one.name === name);
    if (there) return there;
    const ids = new Set(definitions.rootElements.map(one => one.id)), plain = `message_${name.replace(/[^A-Za-z0-9_]+/g, '_')}`;
    let id = plain;
    for (let number = 2; ids.has(id) || modeler.get('elementRegistry').get(id); number += 1) id = `${plain}_${number}`;
    const made = factory.create('bpmn:Message', { id, name });
    made.$parent = definitions;
    modeling.updateModdleProperties(current, definitions, { rootElements: [ ...definitions.rootElements, made ] });
    if (!messages.some(one => one.text === name)) messages.push({ text: name, told: '' });
    return made;
  }

  function writeProperty(object, name, value) {
    const known = propertyOf(object, name);
    if (known) {
      if (value) modeling.updateModdleProperties(current, known, { value });
      else modeling.updateModdleProperties(current, known.$parent, { values: known.$parent.values.filter(one => one !== known) });
      return;
    }
    if (!value) return;
    const property = factory.create('camunda:Property', { name, value });
    const listed = object.extensionElements?.values?.find(one => one.$type === 'camunda:Properties');
    if (listed) {
      property.$parent = listed;
      modeling.updateModdleProperties(current, listed, { values: [ ...(listed.values ?? []), property ] });
      return;
    }
    const properties = factory.create('camunda:Properties', { values: [ property ] });
    property.$parent = properties;
    const extension = factory.create('bpmn:ExtensionElements', { values: [ ...(object.extensionElements?.values ?? []), properties ] });
    properties.$parent = extension;
    extension.$parent = object;
    update({ extensionElements: extension });
  }
}

function timerOf(object) { return object.eventDefinitions?.find(one => one.$type === 'bpmn:TimerEventDefinition'); }

// What refers to a message: the task itself, or its event's definition.
function messengerOf(object) {
  if (object.$type === 'bpmn:ReceiveTask') return object;
  return object.eventDefinitions?.find(one => one.$type === 'bpmn:MessageEventDefinition');
}

function propertyOf(object, name) {
  return object.extensionElements?.values?.find(one => one.$type === 'camunda:Properties')?.values?.find(one => one.name === name);
}

// Only where the way parts has a condition something to decide.
function branches(flow) { return (flow.sourceRef?.outgoing?.length ?? 0) > 1 || Boolean(flow.conditionExpression); }
