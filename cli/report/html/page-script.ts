/**
 * The page's only script: shows what a chart's `<title>` says beside the pointer, at once and in lines.
 * Without it the browser's own tooltips say the same.
 */
export const PAGE_SCRIPT = `
const tip = document.getElementById('tip');
for (const title of document.querySelectorAll('.chart .hit title')) {
  title.parentNode.dataset.tip = title.textContent;
  title.remove();
}
const hide = () => { tip.hidden = true; };
document.addEventListener('pointerover', ({ target, clientX, clientY }) => {
  const text = target instanceof Element ? target.closest('[data-tip]')?.dataset.tip : undefined;
  if (text === undefined) return hide();
  tip.textContent = text;
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = Math.max(8, Math.min(clientX + 14, innerWidth - width - 8)) + 'px';
  tip.style.top = Math.max(8, clientY - height - 14) + 'px';
});
document.addEventListener('scroll', hide, { passive: true });
`;
