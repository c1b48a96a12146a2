// The words of a drawing program in the reader's language: `said` as the program asks for them, and what nobody has
// translated, which the tests ask for.
export function dictionary(container) {
  const texts = JSON.parse(container.dataset.texts);
  const missed = new Set();
  const said = (text, values = {}) => {
    if (!(text in texts)) missed.add(text);
    return (texts[text] ?? text).replace(/{ ?(\w+) ?}/g, (whole, name) => values?.[name] ?? whole);
  };
  return { said, missed };
}
