// Beside each password a button that shows it: whoever sees what they type chooses longer ones.
const { show, hide } = document.querySelector('#password-script').dataset;
for (const field of document.querySelectorAll('input[type="password"]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet';
  button.textContent = show;
  button.setAttribute('aria-pressed', 'false');
  button.setAttribute('aria-controls', field.id);
  button.addEventListener('click', () => {
    const shown = field.type === 'password';
    field.type = shown ? 'text' : 'password';
    button.textContent = shown ? hide : show;
    button.setAttribute('aria-pressed', String(shown));
  });
  // Nobody's browser keeps it among the words that were typed.
  field.form.addEventListener('submit', () => { field.type = 'password'; });
  field.after(button);
}
