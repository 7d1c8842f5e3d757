/** The page of the project file, from the schema that reads it. */
import { loadTs } from '../package/load-ts.mjs';
import { WORDS } from './project-words.mjs';

/** @typedef {{ type?: string, properties?: Record<string, Schema>, required?: string[], items?: Schema, anyOf?: Schema[], enum?: unknown[], const?: unknown, minimum?: number, maximum?: number }} Schema */

/** @param {Schema} schema @returns {string} */
function typeOf(schema) {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(', ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.type === 'integer' || schema.type === 'number') {
    const word = schema.type === 'integer' ? 'whole number' : 'number';
    const from =
      schema.minimum !== undefined && schema.minimum > Number.MIN_SAFE_INTEGER ? schema.minimum : null;
    const to =
      schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER ? schema.maximum : null;
    if (from === null) return word;
    return to === null ? `${word}, ${from} or more` : `${word}, ${from} to ${to}`;
  }
  return (
    { string: 'text', boolean: 'true or false', null: 'null' }[schema.type ?? ''] ?? schema.type ?? 'anything'
  );
}

/** @param {Schema} schema @param {string} path @param {(path: string, schema: Schema, isRequired: boolean) => void} visit */
function walk(schema, path, visit) {
  for (const inner of schema.anyOf ?? []) walk(inner, path, visit);
  if (schema.items !== undefined) walk(schema.items, `${path}[]`, visit);
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const place = path === '' ? key : `${path}.${key}`;
    visit(place, value, schema.required?.includes(key) ?? false);
    walk(value, place, visit);
  }
}

/** @returns {Promise<string>} */
export async function projectFilePage() {
  const { projectJsonSchema } = await loadTs(
    'core/contract/docs-entry.ts',
    `import * as z from 'zod';
     import { projectSchema } from './project-schema.ts';
     export const projectJsonSchema = () => z.toJSONSchema(projectSchema, { io: 'input', unrepresentable: 'any', reused: 'inline' });`,
  );
  const seen = new Set();
  const lines = [
    '# Project file',
    '',
    'One JSON file, `*.routepin.json`, in Apache’s own words. An absent key is Apache’s default; times are seconds, sizes bytes. Unknown keys are errors, and all mistakes are told at once, each with its path and a hint.',
    '',
    '| key | | what |',
    '| --- | --- | --- |',
  ];
  walk(projectJsonSchema(), '', (path, schema, isRequired) => {
    if (seen.has(path)) return;
    seen.add(path);
    const words = WORDS[path];
    if (words === undefined) throw new Error(`build/docs/project-words.mjs says nothing about ${path}`);
    const type = schema.properties || schema.items?.properties ? '' : typeOf(schema);
    lines.push(`| \`${path}\`${isRequired ? ' *' : ''} | ${type} | ${words.replaceAll('|', '\\|')} |`);
  });
  const stale = Object.keys(WORDS).filter((path) => !seen.has(path));
  if (stale.length > 0)
    throw new Error(`build/docs/project-words.mjs has words for ${stale.join(', ')}, which is no key`);
  lines.push('', '\\* has to be there.', '', '## The smallest one', '', '```json', SMALLEST, '```');
  return `${lines.join('\n')}\n`;
}

/** Checked by a test: a reader starts from it. */
export const SMALLEST = `{
  "version": 1,
  "name": "shop",
  "balancers": [
    {
      "name": "lb",
      "stickysession": "ROUTEID",
      "members": [
        { "url": "http://127.0.0.1:13001", "route": "1" },
        { "url": "http://127.0.0.1:13002", "route": "2" }
      ],
      "routeCookie": { "name": "ROUTEID", "path": "/" }
    }
  ],
  "sites": [
    {
      "name": "shop",
      "listen": "127.0.0.1:8080",
      "proxyPass": [{ "path": "/", "url": "balancer://lb/" }]
    }
  ]
}`;
