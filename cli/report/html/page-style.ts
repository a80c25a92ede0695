/** Colours, light and dark; series differ in lightness as well as hue, for readers who see no red or green. */
const COLOURS = `
:root{color-scheme:light dark;
--page:#f4f6f9;--card:#fff;--ink:#18212f;--muted:#566173;--rule:#dde3eb;--soft:#eef1f6;--link:#1b56b3;
--pass:#0a6b4c;--pass-soft:#e0f3ec;--fail:#b0173c;--fail-soft:#fde8ec;--open:#855400;--open-soft:#fdf1dc;
--band:#dd8ba0;--band-ink:#7a2140;--error:#b0173c;
--series-1:#1d5fc4;--series-2:#0d8f7c;--series-3:#8a4bc7;--series-4:#a3610a;--series-probe:#79859a;
--phase-steady:#d8e9e2;--phase-fault:#f6d9e0;--phase-recovery:#dae5f7;--phase-load:#dae5f7;--phase-ink:#2b3546}
@media (prefers-color-scheme:dark){:root{
--page:#0e131a;--card:#161d26;--ink:#e5eaf1;--muted:#9dabbd;--rule:#2a3441;--soft:#1d2631;--link:#86b4ff;
--pass:#5cd6a9;--pass-soft:#12322a;--fail:#ff8aa1;--fail-soft:#3a1a24;--open:#f1bd5e;--open-soft:#372a12;
--band:#8f3a53;--band-ink:#f6b9c8;--error:#ff7590;
--series-1:#7db0ff;--series-2:#45cdb6;--series-3:#c39bf0;--series-4:#e9ac5a;--series-probe:#8592a6;
--phase-steady:#1d3a32;--phase-fault:#4a2130;--phase-recovery:#1f3350;--phase-load:#1f3350;--phase-ink:#dfe6ef}}`;

const PAGE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.skip{position:absolute;left:-9999px}.skip:focus{left:12px;top:12px;background:var(--card);padding:8px 12px}
body>header,main,body>footer{max-width:1120px;margin:0 auto;padding:0 20px}
body>header{padding-top:34px}
.brand{color:var(--muted);font-size:13px;letter-spacing:.02em;margin:0 0 6px}
h1{font-size:27px;line-height:1.25;margin:0 0 12px;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:18px;margin:0 0 4px;letter-spacing:-.005em}
h3{font-size:14.5px;margin:20px 0 6px}
p{margin:0 0 10px}
.lead{color:var(--muted);margin:0 0 16px;max-width:78ch}
section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:22px 24px;margin:0 0 18px}
.badge{display:inline-block;padding:1px 9px;border-radius:99px;font-weight:600;font-size:13px;white-space:nowrap}
.pass{color:var(--pass);background:var(--pass-soft)}.fail{color:var(--fail);background:var(--fail-soft)}
.inconclusive{color:var(--open);background:var(--open-soft)}.note{color:var(--muted);background:var(--soft)}
.verdict-line{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:baseline;margin-bottom:14px}
.verdict-line .badge{font-size:15px;padding:4px 14px}
.reasons{margin:0 0 14px;padding-left:20px}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:10px 24px;margin:0 0 22px}
.facts dt{color:var(--muted);font-size:12.5px}.facts dd{margin:0;overflow-wrap:anywhere}
@media (min-width:701px){.facts div:first-child:not(.guide *){grid-column:span 2}}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding:0;margin:0 0 18px;font-size:14px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:18px 28px;margin:0}
.cards dt{color:var(--muted);font-size:13px}
.cards dd{margin:0}.cards .figure{font-size:25px;font-weight:650;letter-spacing:-.02em;line-height:1.3}
.cards .aside{color:var(--muted);font-size:13px}
.cards .bad{color:var(--fail)}.cards .good{color:var(--pass)}
body>footer{color:var(--muted);font-size:13px;padding-bottom:40px}
.proofs{list-style:none;padding:0;margin:14px 0 0}.proofs li{margin:5px 0}`;

const TABLES = `
.scroll{overflow-x:auto;margin:0 -24px;padding:0 24px}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{text-align:left;color:var(--muted);font-size:13px;padding-bottom:6px}
th{text-align:left;font-weight:600;color:var(--muted);font-size:12.5px;vertical-align:bottom}
th,td{padding:7px 14px 7px 0;border-bottom:1px solid var(--rule);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child>*{border-bottom:0}
tbody th{color:var(--ink);font-size:14px;font-weight:600}
.number{text-align:right;white-space:nowrap}
.nowrap{white-space:nowrap}
.group{text-align:center}
.steps thead tr:first-child>*{border-bottom:0;padding-bottom:0}.steps thead .group span{display:block;border-bottom:1px solid var(--rule);padding-bottom:4px;margin-left:18px}
.range{color:var(--muted);font-size:12.5px}
.traces{margin:4px 0 0;padding:0;list-style:none;font-size:13px}
details summary{cursor:pointer}
.detail{color:var(--muted);font-weight:400;font-size:13.5px;padding:4px 0 2px 16px;max-width:80ch}
.detail p{margin:0 0 4px}
.more{margin-top:14px}.more>summary{color:var(--link);font-size:14px}`;

const CHARTS = `
figure{margin:14px 0 0}figcaption{font-size:14px;font-weight:600;margin-bottom:2px}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;list-style:none;padding:0;margin:2px 0 8px;color:var(--muted);font-size:13px}
.legend svg{width:26px;height:10px;margin-right:6px;vertical-align:middle}
.chart{display:block;width:100%;height:auto;overflow:visible}
.chart.narrow,.band-key{display:none}
.chart text{font-size:12px;fill:var(--muted)}
.chart .value{text-anchor:end}.chart .time{text-anchor:middle}
.grid{stroke:var(--rule);stroke-width:1}.axis{stroke:var(--muted);stroke-width:1}
.panel-label{font-size:12px}
.phase text{text-anchor:middle;fill:var(--phase-ink);font-size:11.5px}
.phase-steady rect{fill:var(--phase-steady)}.phase-fault rect{fill:var(--phase-fault)}
.phase-recovery rect{fill:var(--phase-recovery)}.phase-load rect{fill:var(--phase-load)}
.phase-paused rect{fill:none;stroke:var(--phase-load)}
.fault-band rect{fill:var(--band);opacity:.34}.fault-band line{stroke:var(--band);stroke-width:1}
.fault-band text{fill:var(--band-ink);font-weight:600;font-size:11.5px}
.line{fill:none;stroke-width:2.1;stroke-linejoin:round;stroke-linecap:round}
.thin{stroke-width:1.4;stroke-dasharray:5 4}.dotted{stroke-width:1.5;stroke-dasharray:.5 4}
.series-1{stroke:var(--series-1)}.series-2{stroke:var(--series-2)}.series-3{stroke:var(--series-3)}
.series-4{stroke:var(--series-4)}.series-probe{stroke:var(--series-probe)}
.bar,.swatch-error{fill:var(--error)}.swatch-band{fill:var(--band);opacity:.5}
.hit{fill:transparent}.hit:hover{fill:var(--ink);fill-opacity:.09}
#tip{position:fixed;z-index:2;pointer-events:none;white-space:pre-line;background:var(--ink);color:var(--page);font-size:12.5px;line-height:1.45;padding:6px 10px;border-radius:6px;max-width:300px}
#tip[hidden]{display:none}`;

const WATERFALLS = `
.trace{border-top:1px solid var(--rule);padding:10px 0}
.trace>summary{font-weight:600;overflow-wrap:anywhere}.trace>summary span{font-weight:400;color:var(--muted)}
.waterfall{width:100%;table-layout:fixed;margin-top:8px;font-size:13px}
.waterfall th,.waterfall td{padding:3px 8px 3px 0;border-bottom:1px solid var(--soft)}
.waterfall .name{width:38%;overflow-wrap:anywhere;font-weight:400}
.waterfall .name b{font-weight:600}
.waterfall{--indent:9px}.waterfall .name>div{padding-left:calc(var(--depth)*var(--indent))}
.waterfall tbody th{font-size:13px}
.track{position:relative;height:20px}
.span{position:absolute;top:2px;height:16px;min-width:2px;border-radius:2px}
.took{position:absolute;top:0;font-size:12px;line-height:20px;color:var(--muted);white-space:nowrap;padding:0 5px}
.took.inside{top:2px;left:0;color:#fff;font-size:11.5px;line-height:16px;padding:0 7px;text-shadow:0 0 3px rgb(0 0 0/.55)}
.why{color:var(--muted);font-size:12.5px;overflow-wrap:anywhere}
.cross{color:var(--fail);font-weight:600}
.service-0{background:#3f6f9f}.service-1{background:#b4552d}.service-2{background:#1f7a6c}.service-3{background:#9a2e6b}
.service-4{background:#6f6f1c}.service-5{background:#2b77ad}.service-6{background:#7a4d78}.service-7{background:#6b6b6b}
.is-error .span{box-shadow:0 0 0 1px var(--card),0 0 0 2.5px var(--fail)}`;

const PHONES = `
@media (max-width:700px){
body>header,main,body>footer{padding-left:12px;padding-right:12px}
section{padding:18px 14px}.scroll{margin:0 -14px;padding:0 14px}
h1{font-size:22px}
.chart.wide{display:none}.chart.narrow{display:block}
.chart.narrow text{font-size:11px}
.band-key{display:block;color:var(--muted);font-size:13px;padding-left:0;list-style:none;margin:8px 0 0;columns:2}
.cards{grid-template-columns:1fr 1fr;gap:14px 16px}.cards .figure{font-size:21px}
.stacked thead{position:absolute;left:-9999px}
.stacked tr{display:block;padding:10px 0;border-bottom:1px solid var(--rule)}
.stacked tbody tr:last-child{border-bottom:0}
.stacked th,.stacked td{display:block;padding:2px 0;border:0;text-align:left;white-space:normal}
.stacked td[data-label]::before{content:attr(data-label) " ";color:var(--muted);font-size:12.5px}
.stacked .empty{display:none}
.waterfall{--indent:4px}.waterfall .name{width:52%}}
@media print{body{background:none}section{break-inside:avoid;border:0;padding:0}nav{display:none}}`;

/** The page's style sheet: system fonts, nothing fetched. */
export const PAGE_STYLE = [COLOURS, PAGE, TABLES, CHARTS, WATERFALLS, PHONES].join('\n');
