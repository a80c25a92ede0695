import { createHash } from 'node:crypto';
import type { RunRecord } from '../../run/run-record.ts';
import { errorSection } from './error-section.ts';
import { faultSection } from './fault-section.ts';
import { guideSection } from './guide-section.ts';
import { journeySection } from './journey-section.ts';
import { keyFigures } from './key-figures.ts';
import { html, Markup } from './markup.ts';
import { pageHeader } from './page-header.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { planSection } from './plan-section.ts';
import { timelineSection } from './timeline-section.ts';
import { traceSection } from './trace-section.ts';
import { verdictSection } from './verdict-section.ts';

/**
 * Answers a run as one page that needs nothing else: no network, no fonts, no files beside it.
 * Its content policy forbids everything but its own style and its one script, so that text from telemetry
 * could do nothing even if it were not escaped.
 */
export function toHtml(record: RunRecord): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${record.plan.name}: run ${record.id}</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${pageHeader(record)}
<main id="main">
${keyFigures(record)}
${timelineSection(record)}
${faultSection(record)}
${verdictSection(record)}
${journeySection(record)}
${errorSection(record)}
${traceSection(record)}
${planSection(record)}
${guideSection()}
</main>
<footer>Made by shopctl ${record.shopctlVersion} from record.json of run ${record.id}. All times are UTC.</footer>
<div id="tip" role="status" hidden></div>
<script>${new Markup(PAGE_SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}

function contentPolicy(): string {
  const script = createHash('sha256').update(PAGE_SCRIPT).digest('base64');
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${script}'; base-uri 'none'; form-action 'none'`;
}
