import { operation } from '../../kit/http/operation.ts';

export const PAGE = operation({
  method: 'GET',
  path: '/',
  // The sock shop's pages (S-06): all are views of the one page.
  aliases: ['/category.html', '/detail.html', '/basket.html'],
  summary: "Answers the shop's page to a browser, and words to anything else.",
  answers: { 200: { contentType: 'text/html' } },
});

export const STYLE = operation({
  method: 'GET',
  path: '/shop.css',
  summary: "Answers the page's style.",
  answers: { 200: { contentType: 'text/css' } },
});

export const SCRIPT = operation({
  method: 'GET',
  path: '/shop.js',
  summary: "Answers the page's script.",
  answers: { 200: { contentType: 'text/javascript' } },
});
