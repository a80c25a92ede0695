/** The look of the shop's page; light or dark as the reader's system is. */
export const PAGE_STYLE = `
:root {
  --back: light-dark(#f6f3ee, #14121c);
  --card: light-dark(#ffffff, #1e1b2a);
  --ink: light-dark(#1f1a2b, #efeaf7);
  --quiet: light-dark(#655d74, #a79fb8);
  --line: light-dark(#e4ddd2, #332e44);
  --brand: light-dark(#5b2fb3, #b79bff);
  --on-brand: light-dark(#ffffff, #1a1330);
  --bad: light-dark(#a8201a, #ff9d94);
  --good: light-dark(#1c6b3a, #7fdc9f);
  color-scheme: light dark;
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--back);
  color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif;
}
h1, h2, h3, p, ul { margin: 0; padding: 0; }
h1 { font-size: 1.6rem; margin-bottom: 1rem; }
h2 { font-size: 1.1rem; }
ul { list-style: none; }
.quiet { color: var(--quiet); }
.small { font-size: .85rem; }
.top {
  position: sticky;
  top: 0;
  z-index: 1;
  display: flex;
  flex-wrap: wrap;
  gap: .5rem 2rem;
  align-items: center;
  padding: .8rem clamp(1rem, 4vw, 3rem);
  background: var(--card);
  border-bottom: 1px solid var(--line);
}
.brand { font-weight: 700; font-size: 1.1rem; color: inherit; text-decoration: none; }
nav { display: flex; flex-wrap: wrap; gap: .3rem; }
nav button { border: 0; background: none; color: var(--quiet); padding: .35rem .7rem; text-transform: capitalize; }
nav button[aria-current] { color: var(--on-brand); background: var(--brand); }
main {
  display: grid;
  grid-template-columns: minmax(0, 1fr) 21rem;
  gap: 2rem;
  max-width: 76rem;
  margin: 0 auto;
  padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem;
}
@media (max-width: 54rem) { main { grid-template-columns: minmax(0, 1fr); } }
.shelf { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }
.shelf[aria-busy="true"] { min-height: 20rem; opacity: .5; }
.product, .panel {
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: .9rem;
  padding: 1rem;
}
.product { display: flex; flex-direction: column; gap: .3rem; }
.product .emoji { font-size: 2.6rem; line-height: 1.2; }
.product h3 { font-size: 1rem; }
.product p { color: var(--quiet); font-size: .9rem; flex: 1; }
.product .buy { display: flex; justify-content: space-between; align-items: center; margin-top: .5rem; }
.side { display: grid; gap: 1rem; align-content: start; }
.panel { display: grid; gap: .7rem; }
.panel[hidden] { display: none; }
.lines { display: grid; gap: .6rem; }
.lines:empty { display: none; }
.lines li { display: flex; gap: .6rem; align-items: center; }
.lines .grow { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.steps { display: flex; align-items: center; gap: .3rem; }
.total { display: flex; justify-content: space-between; font-size: 1.1rem; border-top: 1px solid var(--line); padding-top: .6rem; }
form { display: grid; gap: .5rem; }
form[hidden] { display: none; }
label { font-size: .9rem; font-weight: 600; }
button, input { font: inherit; border-radius: .6rem; border: 1px solid var(--line); padding: .45rem .8rem; }
input { background: var(--back); color: inherit; width: 100%; }
button { background: var(--back); color: inherit; cursor: pointer; }
button:disabled { opacity: .5; cursor: default; }
button.primary { background: var(--brand); color: var(--on-brand); border-color: transparent; font-weight: 600; }
button.step { padding: 0 .55rem; }
:is(button, input, a):focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
.notice:empty { display: none; }
.notice { font-size: .9rem; }
.notice.bad { color: var(--bad); }
.notice.good { color: var(--good); }
`;
