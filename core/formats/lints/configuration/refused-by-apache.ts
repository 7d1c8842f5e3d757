import type { ConfigurationLint } from '../lint.ts';

/** Values and lengths that Apache's own tables forbid (APACHE.md §9.2 to §9.4), as the import found them. */
export const refusedByApache: ConfigurationLint = {
  id: 'refused-by-apache',
  severity: 'error',
  finds:
    'a value out of range (`loadfactor=0`), a name over the limits (`route` of 64 characters), a section that is not closed',
  symptom: 'The server does not start: "Syntax error on line …".',
  logCode: 'AH00526',
  advice: 'Mend the value as the message says.',
  *find(view) {
    for (const { kind, file, line, message } of view.notes) {
      if (kind === 'refused') yield { place: { file, line }, message: sentence(message) };
    }
  },
};

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
