// The drawing as a picture, made in the browser: SVG as it is, PNG drawn from it at twice its size; PDF on a sheet.
const SCALE = 2;

// Where one of them cannot be made, a sentence beside the buttons says so.
export function offerExports(modeler, place, name, said) {
  const bare = name.replace(/\.bpmn$/, ''), told = place.querySelector('[role=alert]');
  const made = {
    svg: svg => new Blob([ svg ], { type: 'image/svg+xml' }),
    png: draw,
    pdf: async (svg, { dataset }) => (await import(dataset.paper)).print(svg, bare),
  };
  for (const [ kind, make ] of Object.entries(made)) {
    const button = place.querySelector(`[data-export=${kind}]`);
    button.addEventListener('click', async () => {
      told.textContent = '';
      try {
        const { svg } = await modeler.saveSVG();
        download(await make(svg, button), `${bare}.${kind}`);
      } catch (error) {
        told.textContent = said('The file could not be made. Try again when the connection works.');
        console.warn(`No ${kind}: ${error.message}`);
      }
    });
  }
  place.hidden = false;
}

async function draw(svg) {
  const address = URL.createObjectURL(new Blob([ svg ], { type: 'image/svg+xml' }));
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth * SCALE;
  canvas.height = picture.naturalHeight * SCALE;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
}

function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
