import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const renderer = path.resolve(import.meta.dirname, '../../../renderer');
const css = readFileSync(path.join(renderer, 'theme/tokens.css'), 'utf8');

type Tokens = Readonly<Record<string, string>>;

const themes = new Map<string, Tokens>(
  [...css.matchAll(/\[data-theme="(\w+)"\]\s*\{([^}]*)\}/g)].map(([, name = '', body = '']) => [
    name,
    Object.fromEntries(
      [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, token, hex]) => [token, hex]),
    ),
  ]),
);

/** Relative luminance and contrast, WCAG 2.2. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const STROKE = 3;
type Pairing = readonly [foreground: string, background: string, least: number];

function pairings(text: number): readonly Pairing[] {
  const grounds = ['surface', 'sunken', 'raised', 'hover', 'selected'];
  const statuses = ['ok', 'warn', 'err'];
  const routes = [1, 2, 3, 4, 5, 6, 7, 8].map((slot) => `route-${slot}`);
  return [
    ...grounds.flatMap((ground) =>
      ['text', 'text-2', 'muted', 'code-key', 'code-str'].map((ink): Pairing => [ink, ground, text]),
    ),
    ...statuses.flatMap((status): Pairing[] => [
      ...[...grounds, `status-${status}-bg`].map((ground): Pairing => [`status-${status}`, ground, text]),
      ['text', `status-${status}-bg`, text],
      ['muted', `status-${status}-bg`, text],
      ['surface', `status-${status}`, STROKE],
    ]),
    ['accent-fg', 'accent', text],
    ['surface', 'text-2', text],
    ['focus', 'surface', STROKE],
    ['focus', 'raised', STROKE],
    ['surface', 'muted', STROKE],
    ...routes.flatMap((route): Pairing[] => [
      [`${route}-fg`, `${route}-bg`, text],
      ...['surface', 'raised', 'sunken', 'hover', 'selected', `${route}-tint`].map(
        (ground): Pairing => [`${route}-text`, ground, text],
      ),
      ['text', `${route}-tint`, text],
      ['muted', `${route}-tint`, text],
      [`${route}-stroke`, 'surface', STROKE],
      [`${route}-stroke`, `${route}-tint`, STROKE],
    ]),
  ];
}

/** Every stylesheet of the window but the tokens' own. */
const sheets = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.css') && !/theme\/(tokens|route-slots)\.css$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(renderer, file), 'utf8') }));
/** Colour tokens that declarations of `property` use anywhere, with `--route-bg` read as each of the eight. */
function used(property: RegExp): ReadonlySet<string> {
  const names = new Set(themes.get('light') === undefined ? [] : Object.keys(themes.get('light') ?? {}));
  const found = sheets.flatMap(({ text }) =>
    [...text.matchAll(/([\w-]+)\s*:\s*([^;{}]+);/g)]
      .filter(([, name = '']) => property.test(name))
      .flatMap(([, , value = '']) =>
        [...value.matchAll(/var\(--([\w-]+)\)/g)].map(([, token = '']) => token),
      ),
  );
  const routes = found.flatMap((token) => {
    const role = /^route-(bg|fg|stroke|tint|text)$/.exec(token)?.[1];
    return role === undefined ? [token] : [`route-1-${role}`];
  });
  return new Set(routes.filter((token) => names.has(token)));
}

describe('contrast of every pairing that is drawn (STYLE.md §9.10)', () => {
  test('no stylesheet draws text or a ground in a colour that is not measured here', () => {
    const measured = pairings(4.5);
    const inks = new Set(measured.map(([ink]) => ink));
    const grounds = new Set(measured.map(([, ground]) => ground));
    expect([...used(/^color$/)].filter((token) => !inks.has(token))).toEqual([]);
    // Strokes, bars and dots are fills, measured against what they lie on; hairlines part, and carry nothing.
    expect(
      [...used(/^background(-color)?$/)].filter(
        (token) => !grounds.has(token) && !inks.has(token) && !token.startsWith('hairline'),
      ),
    ).toEqual([]);
  });

  test('colours are tokens: no stylesheet names one of its own', () => {
    const own = sheets.flatMap(({ file, text }) =>
      [...text.matchAll(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\([^)]*\)/gi)]
        .map(([colour]) => colour)
        // What dims the window under a dialog.
        .filter((colour) => colour !== 'rgb(0 0 0 / 0.4)')
        .map((colour) => `${file}: ${colour}`),
    );
    expect(own).toEqual([]);
  });

  test('there are three themes of the same shape', () => {
    expect([...themes.keys()]).toEqual(['light', 'dark', 'contrast']);
    const shapes = [...themes.values()].map((tokens) => Object.keys(tokens).sort());
    expect(shapes[1]).toEqual(shapes[0]);
    expect(shapes[2]).toEqual(shapes[0]);
  });

  for (const [theme, tokens] of themes) {
    const least = theme === 'contrast' ? 7 : 4.5;
    test(`${theme}: text at least ${least}:1, strokes at least ${STROKE}:1`, () => {
      const weak = pairings(least).flatMap(([ink, ground, needed]) => {
        const ratio = contrast(tokens[ink] ?? '#000000', tokens[ground] ?? '#000000');
        return ratio >= needed ? [] : [`${ink} on ${ground} is ${ratio.toFixed(2)}, needs ${needed}`];
      });
      expect(weak).toEqual([]);
    });
  }
});
