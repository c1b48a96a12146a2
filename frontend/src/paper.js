// The drawing on paper: one sheet as PDF, in lines and letters that can be chosen, searched and read aloud.
//
// Loaded when it is asked for: what it needs is nearly as large as the editor.
// A3 on its side, which an office's printer takes, and drawings are wider than high.  Where its letters would be too
// small to read, the next larger sheet: a plotter prints that as it is, an office's printer shrinks it to A3.
import { jsPDF } from 'jspdf';
import { svg2pdf } from 'svg2pdf.js';
// As wide as Arial, in which the editor broke the lines; the PDF standard's own fonts lack arrows and comparisons.
import letters from '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf';

const MARGIN = 28;  // Points: a centimetre.
const NATURAL = 0.75;  // Points in a pixel: no drawing is made larger than it is on the screen.
const SHEETS = [ 'a3', 'a2', 'a1', 'a0' ];
const READABLE = 5 / 12;  // Points in a pixel: the labels' twelve pixels become five points.
const FAMILY = 'Arimo';

export async function print(svg, title) {
  const drawing = read(svg), { width, height } = drawing.viewBox.baseVal;
  const room = ([ wide, high ]) => Math.min((wide - 2 * MARGIN) / width, (high - 2 * MARGIN) / height);
  const sheets = SHEETS.map(format => new jsPDF({ orientation: 'landscape', unit: 'pt', format, compress: true }));
  const size = ({ internal: { pageSize } }) => [ pageSize.getWidth(), pageSize.getHeight() ];
  const sheet = sheets.find(one => room(size(one)) >= READABLE) ?? sheets.at(-1);
  const scale = Math.min(NATURAL, room(size(sheet))), [ wide, high ] = size(sheet);
  sheet.setProperties({ title });
  await teach(sheet);
  await svg2pdf(drawing, sheet, {
    x: (wide - width * scale) / 2, y: (high - height * scale) / 2, width: width * scale, height: height * scale,
  });
  return sheet.output('blob');
}

async function teach(sheet) {
  const answer = await fetch(new URL(letters, import.meta.url), { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`the letters answered ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  sheet.addFileToVFS(`${FAMILY}.ttf`, text);
  sheet.addFont(`${FAMILY}.ttf`, FAMILY, 'normal');
}

// The page's policy lets no style attribute be read, nor written into a document that is parsed: before that they get
// another name, then they become attributes of SVG.
function read(svg) {
  const unstyled = svg.replace(/<[a-z][^>]*>/gi, tag => tag.replace(/ style="/g, ' data-style="'));
  const drawing = new DOMParser().parseFromString(unstyled, 'image/svg+xml').documentElement;
  for (const element of drawing.querySelectorAll('[data-style]')) {
    for (const [ , name, value ] of element.dataset.style.matchAll(/([\w-]+)\s*:\s*([^;]+)/g)) {
      element.setAttribute(name, value.trim());
    }
  }
  // What a mouse would meet is drawn, though not seen.
  for (const element of drawing.querySelectorAll('.djs-hit, .djs-outline')) element.remove();
  for (const element of drawing.querySelectorAll('text')) element.setAttribute('font-family', FAMILY);
  return drawing;
}
