/** The sample shop's own look: paper, ink and lamplight. Inline in every page, so that a page is one request. */
export const STYLE = `
:root { --ink: #1f2937; --soft: #5b6472; --line: #e5e7eb; --paper: #ffffff; --tile: #f3f4f6; --glow: #b45309; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--paper); color: var(--ink);
  font: 15px/1.5 Inter, system-ui, -apple-system, 'Segoe UI', sans-serif; }
a { color: inherit; text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--glow); outline-offset: 2px; border-radius: 4px; }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; padding: 14px 20px; border-bottom: 1px solid var(--line); }
header nav { display: flex; gap: 14px; color: var(--soft); }
header nav [aria-current] { color: var(--ink); font-weight: 600; }
header .account { margin-left: auto; display: flex; gap: 14px; align-items: center; color: var(--soft); }
.brand { font-weight: 700; }
main { flex: 1; width: 100%; max-width: 900px; margin: 0 auto; padding: 24px 20px 40px; }
h1 { font-size: 24px; line-height: 1.2; margin: 0 0 18px; text-wrap: balance; }
h2 { font-size: 15px; margin: 28px 0 8px; }
.soft { color: var(--soft); }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 22px 18px; padding: 0; margin: 0; list-style: none; }
.tile { display: grid; place-items: center; background: var(--tile); border-radius: 6px; aspect-ratio: 1; margin-bottom: 8px; }
.tile svg { width: 46%; } .tile svg * { vector-effect: non-scaling-stroke; } .tile.small { width: 72px; margin: 0; flex: none; } .tile.large { max-width: 360px; }
.name { font-weight: 600; } .price { font-variant-numeric: tabular-nums; white-space: nowrap; }
.rows { padding: 0; margin: 0; list-style: none; }
.rows li { display: flex; gap: 12px; align-items: center; padding: 12px 0; border-bottom: 1px solid var(--line); }
.rows .what { flex: 1; min-width: 0; } .small-print { font-size: 12px; color: var(--soft); }
.sum { display: flex; justify-content: space-between; padding: 6px 0; }
.sum.total { font-size: 18px; font-weight: 700; margin-bottom: 14px; }
button, .button { display: block; width: 100%; padding: 12px 16px; border: 0; border-radius: 6px; background: var(--ink); color: #fff;
  font: inherit; text-align: center; cursor: pointer; }
button:hover, .button:hover { background: #374151; text-decoration: none; }
button.plain { display: inline; width: auto; padding: 4px 6px; background: none; color: var(--soft); text-decoration: underline; }
label { display: block; font-weight: 600; margin-bottom: 6px; }
input[type=text] { width: 100%; padding: 11px 12px; margin-bottom: 16px; border: 1px solid #c4c9d1; border-radius: 6px; font: inherit; color: inherit; }
.choice { display: flex; gap: 12px; align-items: center; padding: 13px 14px; margin-bottom: 10px; border: 1px solid #c4c9d1; border-radius: 6px; font-weight: 400; cursor: pointer; }
.choice:has(:checked) { border-color: var(--ink); box-shadow: inset 0 0 0 1px var(--ink); }
.choice strong { flex: 1; }
.note { padding: 10px 14px; margin: 0 0 18px; border-radius: 6px; background: #fef3c7; color: #78350f; }
.narrow { max-width: 480px; }
.product { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 28px; }
footer { display: flex; flex-wrap: wrap; gap: 2px 14px; padding: 12px 20px; border-top: 1px solid var(--line); background: #fafafa;
  font-size: 12.5px; color: var(--soft); font-variant-numeric: tabular-nums; }
footer b { color: var(--ink); }
`;
