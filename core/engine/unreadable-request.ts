import { type RequestHead, requestError, type WireError } from '../wire/index.ts';

/** Stands for the head of a request that has none that could be read. */
export const UNREADABLE: RequestHead = {
  startLine: '- - HTTP/1.1\r\n',
  fieldLines: '\r\n',
  method: '-',
  target: '-',
  targetForm: 'origin',
  path: '/',
  queryAt: -1,
  host: null,
  minorVersion: 1,
  fields: [],
  ids: [],
  framing: 'none',
  contentLength: -1,
  keepAlive: false,
  connectionOptions: [],
  upgrade: null,
  expectsContinue: false,
  expectsOther: false,
  headBytes: 0,
};

/** The page for a head that took too long. */
export const TIMED_OUT: WireError = {
  ...requestError('premature-end', 0),
  status: 408,
  detail: 'the request did not come in time',
};
