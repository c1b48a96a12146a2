// Builds what pages load: one file for each entry, with its styles beside it.  Same sources, same bytes.
import { readFile } from 'node:fs/promises';
import esbuild from 'esbuild';

const letters = {
  name: 'letters',
  setup: build => build.onLoad({ filter: /Arimo_\w+\.ttf$/ }, async ({ path }) => ({ contents: await readFile(path), loader: 'file' })),
};

await esbuild.build({
  entryPoints: [ 'src/viewer.js', 'src/editor.js', 'src/dmn.js', 'src/paper.js' ],
  outdir: '../webapp/static/dist',
  bundle: true,
  minify: true,
  format: 'esm',
  target: [ 'es2022' ],
  legalComments: 'linked',
  assetNames: '[name]-[hash]',
  // Its editor of expressions writes styles into the page, which the page's policy refuses.
  alias: { '@bpmn-io/feel-editor': './src/plain_feel.js', '@codemirror/view': './src/plain_feel.js' },
  // The symbols of BPMN and DMN come as woff2 files; the older formats are for browsers that no longer exist.
  // The letters of a drawing on paper are the one TTF: a PDF takes no other.
  plugins: [ letters ],
  // What jsPDF would load for pictures of whole pages is not used.
  external: [ 'html2canvas', 'dompurify', 'canvg' ],
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
});
