import * as z from 'zod';
import type { ExportedRecording, ImportedRecording } from './recording.ts';
import type { ResendView } from './resend.ts';

/** What a browser's WebSocket carries is less (4 MB); the desktop window takes recordings up to this. */
export const MOST_HAR_CHARACTERS = 128 * 1024 * 1024;

/** Which exchanges go into an HTTP Archive, and whether as they were. */
export const saveSchema = () =>
  z.strictObject({
    ids: z.array(z.int()).max(100_000),
    secrets: z.boolean().optional(),
  });

/** The parameters of the commands about what is recorded (`coreCommands`). */
export const recordingSchemas = () => ({
  /**
   * Sends a recorded request once more, through our own listener: method, target, head and kept body. `route`: to a member
   * with this route, whatever its id says (decided as for a session moved by hand). It belongs to no session. Refused with
   * `not-available` where its body was not kept whole, unless `withoutBody`.
   */
  'exchange.resend': z.strictObject({
    id: z.int(),
    route: z.string().min(1).max(256).optional(),
    withoutBody: z.boolean().optional(),
  }),
  /** What a browser makes of these Set-Cookie lines (latin1 text), answered by this host; RFC 6265bis §5.6. */
  'cookie.judge': z.strictObject({
    lines: z.array(z.string().max(65_536)).max(200),
    /** The request's Host field. */
    host: z.string().max(1024),
    isTls: z.boolean(),
    userAgent: z.string().max(8192),
  }),
  /**
   * These exchanges as an HTTP Archive, in the order given. `secrets`: cookie values, Authorization, ids in URLs and bodies as
   * they were; masked otherwise (DESIGN.md §8).
   */
  'har.export': saveSchema(),
  /** The exchanges of an HTTP Archive, to be looked at: nothing of them enters what runs. */
  'har.import': z.strictObject({ text: z.string().max(MOST_HAR_CHARACTERS) }),
  /** Whether the first 64 KB of each body are kept from now on, in this run; what is kept already stays. Off at first. */
  'recording.set': z.strictObject({ bodies: z.boolean() }),
});

/** What they give, and what the shell's `har.save` gives. */
export interface RecordingResults {
  'exchange.resend': ResendView;
  /** For each line the end of a sentence that begins with "The cookie" and says why it is refused, or null. */
  'cookie.judge': { readonly refusals: readonly (string | null)[] };
  'har.export': ExportedRecording;
  'har.import': ImportedRecording;
  'recording.set': { readonly bodies: boolean };
  'har.save': { readonly file: string; readonly exchanges: number; readonly missing: number } | null;
}
