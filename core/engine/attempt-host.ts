import type { AttemptReport, BrokenAnswer } from '../decision/index.ts';
import type { HeadLines, RequestHead, ResponseHead, WireError } from '../wire/index.ts';
import type { LastAnswer } from './client-answer.ts';
import type { ClientConnection } from './client-connection.ts';
import type { SentHead } from './direct-io.ts';
import type { MemberConnection } from './member-connection.ts';
import type { BodyCopies } from './recording/body-copies.ts';
import type { RequestBody } from './request-body.ts';
import type { TrackedBody } from './tab-tracking.ts';
import type { Turn } from './turn.ts';

/** A request head ready to be sent to a member. */
export interface OutgoingRequest extends SentHead {
  readonly method: string;
  readonly asksUpgrade: boolean;
  /** Whether body bytes are wrapped in chunks. */
  readonly isChunked: boolean;
  /** How long to wait for the member's 100 before the body is sent, or null to send it at once (`ping=`). */
  readonly pingMs: number | null;
}

/** An answer's head ready to be sent to the client. */
export interface OutgoingAnswer extends SentHead {
  readonly isChunked: boolean;
  /** Whether only the end of the connection ends the body. */
  readonly endsByClosing: boolean;
  /** What becomes of the body on its way; absent: nothing. */
  readonly body?: TrackedBody;
  /** The head as it is recorded; absent: as it is sent. */
  readonly recorded?: HeadLines;
}

/** What an attempt needs of its exchange. */
export interface AttemptHost {
  readonly client: ClientConnection;
  readonly turn: Turn;
  readonly head: RequestHead;
  readonly body: RequestBody;
  readonly copies: BodyCopies | null;
  /** Bytes of the answer's body that went to the client. */
  answeredBytes: number;
  /** The request as this member must get it. */
  requestFor(connectMs: number | null): OutgoingRequest;
  /** The attempt is over without an answer: what now is decided there. */
  attemptFailed(report: AttemptReport, trouble: string): void;
  /** The member answers: what the client gets, or null when the exchange goes another way. */
  answerBegins(head: ResponseHead, last: LastAnswer): OutgoingAnswer | null;
  interimAnswer(head: ResponseHead): void;
  /** The whole answer is in the client's socket. */
  answerEnds(): void;
  /** The answer broke off after its head had gone. */
  answerCutShort(isTimeOut: boolean): void;
  /** The member switches protocols: the connection belongs to the tunnel from now on. */
  switchProtocols(head: ResponseHead, connection: MemberConnection): void;
}

/** Apache's name for what was wrong with an answer (APACHE.md §2.7). */
export function brokenBy(error: WireError): BrokenAnswer {
  switch (error.code) {
    case 'bad-status-line':
    case 'status-line-too-long':
      return 'status-line';
    case 'too-many-interim-responses':
      return 'too-many-interim';
    case 'unexpected-upgrade':
      return 'unexpected-101';
    default:
      return 'field-line';
  }
}
