/** A word to the person at the window, about something that happened by itself or later. */
export interface Notice {
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
  readonly hint: string | null;
}

export type RaiseNotice = (notice: Notice) => void;
