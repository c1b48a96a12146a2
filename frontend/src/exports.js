// The drawing as a picture, made in the browser: SVG as it is, PNG drawn from it at twice its size; PDF on a sheet.
const SCALE = 2;

export function offerExports(modeler, place, name, said) {
  const bare = name.replace(/\.bpmn$/, '');
  place.querySelector('[data-export=svg]').addEventListener('click', async () => {
    const { svg } = await modeler.saveSVG();
    download(new Blob([ svg ], { type: 'image/svg+xml' }), `${bare}.svg`);
  });
  place.querySelector('[data-export=png]').addEventListener('click', async () => {
    const { svg } = await modeler.saveSVG();
    download(await draw(svg), `${bare}.png`);
  });
  const paper = place.querySelector('[data-export=pdf]'), told = place.querySelector('[role=alert]');
  paper.addEventListener('click', async () => {
    told.textContent = '';
    try {
      const { print } = await import(paper.dataset.paper);
      const { svg } = await modeler.saveSVG();
      download(await print(svg, bare), `${bare}.pdf`);
    } catch (error) {
      told.textContent = said('The PDF was not made: no connection. Try again.');
      console.warn(`The PDF was not made: ${error.message}`);
    }
  });
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
