// Builds what pages load: one file for each entry, with its styles beside it.  Same sources, same bytes.
import esbuild from 'esbuild';

await esbuild.build({
  entryPoints: [ 'src/viewer.js', 'src/editor.js', 'src/dmn.js' ],
  outdir: '../webapp/static/dist',
  bundle: true,
  minify: true,
  format: 'esm',
  target: [ 'es2022' ],
  legalComments: 'linked',
  assetNames: '[name]-[hash]',
  alias: { '@bpmn-io/feel-editor': './src/plain_feel.js', '@codemirror/view': './src/plain_feel.js' },
  // The symbols of BPMN and DMN come as woff2 files; the older formats are for browsers that no longer exist.
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
});
