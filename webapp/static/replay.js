// Steps through a matter's life by the arrow keys, and by a slider; the links beside it do the same without scripts.
const slider = document.getElementById('slider');

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  if (event.target.closest('input, select, textarea, [role=application], [role=region]')) return;
  const way = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key];
  const link = way && document.querySelector(`a[rel=${way}]`);
  if (!link) return;
  event.preventDefault();
  location.assign(link.href);
});

document.getElementById('slider-field').hidden = false;
slider.addEventListener('change', () => location.assign(slider.dataset.address + slider.value));
