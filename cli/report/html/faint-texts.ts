/**
 * Answers the visible texts of the page it runs in that stand out too little from what is behind them: a contrast
 * below 4.5 (WCAG 2.2, success criterion 1.4.3). Runs inside a browser, so it must not use anything of this module.
 */
export function faintTexts(): readonly string[] {
  type Colour = readonly [number, number, number, number];
  const parse = (text: string): Colour => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (place: 0 | 1 | 2) => top[place] * top[3] + below[place] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = (colour: Colour) => {
    const linear = (place: 0 | 1 | 2) => {
      const share = colour[place] / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(0) + 0.7152 * linear(1) + 0.0722 * linear(2);
  };
  const backgroundOf = (element: Element): Colour => {
    const layers: Colour[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      layers.push(parse(getComputedStyle(at).backgroundColor));
    }
    return layers.reduceRight((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  /** A drawing's text stands on the rectangle of its group; bars in a waterfall stand beside their figure. */
  const behind = (element: Element): Colour => {
    const below = backgroundOf(element);
    const rect = element.closest('.phase, .fault-band')?.querySelector('rect');
    if (rect != null) {
      const { fill, fillOpacity, opacity } = getComputedStyle(rect);
      const [red, green, blue] = parse(fill);
      return over([red, green, blue, Number(fillOpacity) * Number(opacity)], below);
    }
    const bar = element.matches('.took.inside') ? element.previousElementSibling : null;
    return bar === null ? below : over(parse(getComputedStyle(bar).backgroundColor), below);
  };
  const isShown = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().right > 0;
  const texts = [...document.body.querySelectorAll('*')].filter(
    (element) =>
      !element.matches('script, style, title') &&
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== '') &&
      isShown(element),
  );
  return texts.flatMap((element) => {
    const style = getComputedStyle(element);
    const colour = parse(element.namespaceURI?.endsWith('svg') ? style.fill : style.color);
    const ground = behind(element);
    const [bright = 0, dark = 0] = [luminance(over(colour, ground)), luminance(ground)].sort((a, b) => b - a);
    const contrast = (bright + 0.05) / (dark + 0.05);
    return contrast < 4.5 ? [`${contrast.toFixed(2)}: ${element.textContent?.trim().slice(0, 40)}`] : [];
  });
}
