// Where dmn-js asks for bpmn.io's editor of FEEL, a plain field stands (esbuild.mjs puts it there): that editor writes
// its styles into the page, which the content security policy refuses, and offers functions of another engine's FEEL.
export default class PlainFeel {
  constructor({ container, value, onChange, contentAttributes }) {
    const field = this.field = document.createElement('div');
    field.className = 'plain-feel';
    field.setAttribute('contenteditable', 'plaintext-only');
    field.setAttribute('role', 'textbox');
    field.setAttribute('spellcheck', 'false');
    for (const [ name, text ] of Object.entries(contentAttributes)) if (text) field.setAttribute(name, text);
    field.textContent = value ?? '';
    field.addEventListener('input', () => onChange(field.innerText.replace(/\n$/, '')));
    container.append(field);
  }

  focus(position) {
    this.field.focus();
    const text = this.field.firstChild;
    if (text) getSelection().setPosition(text, Math.min(position ?? 0, text.length));
  }

  setValue(value) {
    if (this.field.innerText !== value) this.field.textContent = value;
  }

  setVariables() {}
}

// The one thing that dmn-js takes from CodeMirror itself; the field breaks its lines by its own style.
export const EditorView = { lineWrapping: null };
