// The chosen element's name and instruction in the other languages: they stand in the folder's catalogues, by the
// Finnish text, so what says the same in two places is translated once.
export function offerTranslations(modeler, place, address, kept, said) {
  const known = JSON.parse(place.dataset.translations), revisions = JSON.parse(place.dataset.revisions);
  const status = place.querySelector('[role=status]');
  let current = null, asked = 0;

  modeler.on('panel.shown', ({ element }) => { current = element; fill(); });
  place.addEventListener('change', ({ target }) => { if (target.dataset.tells) write(target); });

  const texts = {
    name: object => (object.name ?? '').split(/\s+/).filter(Boolean).join(' '),
    documentation: object => (object.documentation?.[0]?.text ?? '').trim(),
  };

  function fill() {
    const object = current?.businessObject;
    place.hidden = !object || !Object.values(texts).some(read => read(object));
    if (place.hidden) return;
    for (const field of place.querySelectorAll('[data-field]')) {
      const control = field.querySelector('[data-tells]'), text = texts[control.dataset.tells](object);
      field.hidden = !text;
      if (control === document.activeElement && control.dataset.text === text) continue;
      control.dataset.text = text;
      control.value = known[control.lang]?.[text] ?? '';
    }
  }

  async function write(control) {
    const { text } = control.dataset, { lang } = control, words = control.value.trim();
    const mine = asked += 1;
    status.textContent = said('Saving…');
    const answer = await kept.send(address, () => ({ text, [lang]: words, [`revision_${lang}`]: revisions[lang] }));
    if (answer?.ok) {
      Object.assign(revisions, answer.told.revisions);
      (known[lang] ??= {})[text] = words;
    }
    if (mine !== asked && answer?.ok) return;  // What was changed after it is still on its way.
    status.textContent = answer?.ok ? said('Saved in the draft.') : answer?.told.sentence ?? said('Not saved');
    status.classList.toggle('bad', !answer?.ok);
  }
}
