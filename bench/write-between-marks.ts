import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Puts text into a page of the documentation, between two comments that name what writes it.
 * @throws Error when the page has no such comments
 */
export function writeBetweenMarks(page: URL, writer: string, text: string): void {
  const begin = `<!-- begin: npm run ${writer} -->`;
  const end = '<!-- end -->';
  const [before, rest] = readFileSync(page, 'utf8').split(begin);
  const after = rest?.split(end).slice(1).join(end);
  if (before === undefined || after === undefined)
    throw new Error(`${page.pathname} lacks ${begin} … ${end}`);
  writeFileSync(page, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}
