/** Text that is safe to stand in the page: made by {@link html}, which escapes whatever is put into it. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may be put into {@link html}: text is escaped, markup is not, lists are joined, `undefined` is nothing. */
export type MarkupPart = string | number | Markup | undefined | readonly MarkupPart[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Answers HTML or SVG with everything in `${…}` escaped, for element contents and quoted attributes alike.
 * @example html`<p>${'<script>'}</p>`.toString() // '<p>&lt;script&gt;</p>'
 */
export function html(texts: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return new Markup(texts.map((text, index) => text + render(parts[index])).join(''));
}

function render(part: MarkupPart): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeHtml(part);
  return part.map(render).join('');
}

/** U+0000 to U+001F have no place in a page; the parser would replace or drop them. */
function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
