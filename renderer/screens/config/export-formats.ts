import { EXPORT_FORMATS, type ExportFormat } from '../../../core/contract/index.ts';

const NAMES: Readonly<Record<string, string>> = { apache: 'Apache 2.4', apache22: 'Apache 2.2' };

/** Every server that the model can be exported to, as tabs; a format without a name here is shown by its own. */
export const EXPORT_TABS: readonly { readonly value: ExportFormat; readonly label: string }[] =
  EXPORT_FORMATS.map((format) => ({ value: format, label: NAMES[format] ?? format }));
