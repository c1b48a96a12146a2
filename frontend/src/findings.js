// What the check found: a badge at each element, and a list that leads to it.
export function showFindings(modeler, list, said) {
  const overlays = modeler.get('overlays'), elements = modeler.get('elementRegistry');
  const here = document.getElementById('findings-here');
  let all = [], current = null;
  modeler.on('panel.shown', ({ element }) => { current = element; showHere(); });
  return findings => {
    all = findings;
    showHere();
    overlays.remove({ type: 'finding' });
    const byElement = new Map();
    for (const finding of findings) byElement.set(finding.id, [ ...(byElement.get(finding.id) ?? []), finding ]);
    for (const [ id, found ] of byElement) {
      const element = elements.get(id);
      if (element && element.parent) overlays.add(element, 'finding', { position: { top: -12, left: -12 }, html: badge(found) });
    }
    listFindings(list, findings, said, sentence);
  };

  // What is amiss with the chosen element stands by its fields too, and is spoken when it comes.
  function showHere() {
    const mine = all.filter(one => one.id === current?.id), words = mine.map(one => one.message).join(' ');
    if (here.textContent === words) return;
    here.className = `notice ${mine.some(one => one.severity === 'error') ? 'bad' : 'warn'}`;
    here.textContent = words;
    here.hidden = !words;
  }

  function badge(found) {
    const bad = found.some(one => one.severity === 'error');
    const mark = document.createElement('span');
    mark.className = `finding ${bad ? 'finding-bad' : 'finding-warn'}`;
    mark.textContent = bad ? '!' : 'i';
    mark.title = found.map(one => one.message).join('\n');
    return mark;
  }

  function sentence(finding) {
    const element = elements.get(finding.id);
    if (!element) return finding.message;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = finding.message;
    button.addEventListener('click', () => {
      modeler.get('selection').select(element);
      modeler.get('canvas').scrollToElement(element, 120);
      document.querySelector('#properties [data-field]:not([hidden]) :is(input, select, textarea)')?.focus();
    });
    return button;
  }
}

// The list of what the check found, a line each, told by `sentence`; or that there is nothing.
export function listFindings(list, findings, said, sentence = finding => finding.message) {
  list.replaceChildren(...findings.map(finding => {
    const line = document.createElement('li');
    const chip = document.createElement('span');
    chip.className = `chip ${finding.severity === 'error' ? 'bad' : 'warn'}`;
    chip.textContent = said(finding.severity === 'error' ? 'error' : 'remark');
    line.append(chip, ' ', sentence(finding));
    return line;
  }));
  document.getElementById('nothing-found').hidden = findings.length > 0;
}
