import { expect, test } from 'vitest';
import { networkLoad } from '../../build/network-loads.mjs';

test.each([
  ['a script', '<script src="https://cdn.example/a.js"></script>', 'https://cdn.example/a.js'],
  ['a script without a scheme', "<script type=module src='//cdn.example/a.js'>", '//cdn.example/a.js'],
  ['a stylesheet', '<link rel="stylesheet" href="http://fonts.example/css">', 'http://fonts.example/css'],
  ['a font', '@font-face { src: url("https://fonts.example/a.woff2") }', 'https://fonts.example/a.woff2'],
  ['an import', '@import "https://fonts.example/a.css";', 'https://fonts.example/a.css'],
])('finds %s', (_name, text, address) => {
  expect(networkLoad(text)).toBe(address);
});

test.each([
  ['a file of ours', '<script type="module" src="./assets/index.js"></script>'],
  ['a link that somebody may click', '<a href="https://httpd.apache.org/">docs</a>'],
  ['a namespace', '<svg xmlns="http://www.w3.org/2000/svg"></svg>'],
  ['a fragment', '.a { mask: url(#m) }'],
])('lets %s pass', (_name, text) => {
  expect(networkLoad(text)).toBeUndefined();
});
