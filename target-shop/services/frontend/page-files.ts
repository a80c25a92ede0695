import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { PAGE_HTML } from './page.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';

/** A file that the page asks for, under an address that changes with its content. */
interface PageFile {
  readonly type: 'css' | 'js';
  readonly text: string;
  readonly version: string;
}

const YEAR_SECONDS = 365 * 24 * 3600;

export const STYLE_FILE = pageFile('css', PAGE_STYLE);
export const SCRIPT_FILE = pageFile('js', PAGE_SCRIPT);

/** The page as browsers get it: it names its files by version. */
export const PAGE = PAGE_HTML.replace('/shop.css', `/shop.css?v=${STYLE_FILE.version}`).replace(
  '/shop.js',
  `/shop.js?v=${SCRIPT_FILE.version}`,
);

/** Answers a file. Browsers keep it for a year, unless they have asked for a version that is not this one (C-03). */
export function answerFile({ type, text, version }: PageFile, req: Request, res: Response): void {
  const isNamed = req.query['v'] === version;
  res.set('Cache-Control', isNamed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
  res.type(type).send(text);
}

function pageFile(type: PageFile['type'], text: string): PageFile {
  return { type, text, version: createHash('sha256').update(text).digest('hex').slice(0, 12) };
}
