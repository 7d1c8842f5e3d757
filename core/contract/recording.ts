import type { ExchangeDetail } from './exchange.ts';

/** Exchanges read from an HTTP Archive, to be looked at: nothing of them enters what runs. */
export interface ImportedRecording {
  /** Program and version that wrote it. */
  readonly creator: string;
  readonly comment: string | null;
  /** In the file's order. Those of other programs have the cause `recorded-elsewhere`. */
  readonly exchanges: readonly ExchangeDetail[];
}

/** Exchanges as the text of an HTTP Archive. */
export interface ExportedRecording {
  readonly fileName: string;
  readonly text: string;
  readonly exchanges: number;
  /** Of those that were asked for: no longer in the history. */
  readonly missing: number;
}
