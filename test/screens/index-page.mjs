// @ts-check
/** @typedef {{ screen: string, state: string, theme: string, size: string, file: string }} Picture */

/**
 * A page that shows all pictures, to be looked through by eye: a row for each state and size, a column for each theme.
 *
 * @param {readonly Picture[]} pictures
 * @returns {string} HTML
 */
export function indexPage(pictures) {
  /** @type {Map<string, Map<string, Picture[]>>} */
  const screens = new Map();
  for (const picture of pictures) {
    const rows = screens.get(picture.screen) ?? new Map();
    screens.set(picture.screen, rows);
    const row = `${picture.state}, ${picture.size.replace('x', ' × ')}`;
    rows.set(row, [...(rows.get(row) ?? []), picture]);
  }
  const sections = [...screens].map(
    ([screen, rows]) => `<h2 id="${screen}">${screen}</h2>
${[...rows]
  .map(
    ([row, some]) =>
      `<h3>${row}</h3><div class="row">${some
        .map(({ file, theme }) => `<a href="${file}"><img loading="lazy" src="${file}" alt="${theme}"></a>`)
        .join('')}</div>`,
  )
  .join('\n')}`,
  );
  return `<!doctype html>
<meta charset="utf-8">
<title>Routepin, every screen</title>
<style>
  body { font: 14px system-ui, sans-serif; margin: 24px; background: #55585e; color: #fff }
  nav a { color: #fff; margin-right: 12px }
  h3 { font-weight: 400; margin: 16px 0 4px }
  .row { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px }
  img { width: 100%; display: block }
</style>
<h1>Every screen: ${pictures.length} pictures</h1>
<nav>${[...screens.keys()].map((screen) => `<a href="#${screen}">${screen}</a>`).join('')}</nav>
${sections.join('\n')}
`;
}
