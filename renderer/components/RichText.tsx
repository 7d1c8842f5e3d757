import { splitCode } from '../format/rich-text.ts';

interface RichTextProps {
  readonly children: string;
}

/** A sentence of the core's with its values set as code. */
export function RichText({ children }: RichTextProps) {
  return splitCode(children).map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence have no other name than their place
    piece.isCode ? <code key={index}>{piece.text}</code> : <span key={index}>{piece.text}</span>,
  );
}
