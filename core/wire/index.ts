/** The door of the HTTP/1.1 codec: readers, writers, and the data they speak in. See README.md. */
export { CHUNK_END, chunkHeader, chunkSeparator, LAST_CHUNK, lastChunk } from './chunk-writer.ts';
export { requestError, responseError, type WireError, type WireErrorCode } from './errors.ts';
export { findField, hasListToken, indexOfField, isSameName } from './fields.ts';
export type { LengthWithChunked } from './framing.ts';
export {
  fieldLine,
  fieldLines,
  isFieldValue,
  isToken,
  requestLine,
  splitHead,
  statusLine,
  writeRequestHead,
  writeResponseHead,
} from './head-writer.ts';
export { FieldId, type FieldIdNumber, fieldIdOf } from './known-fields.ts';
export { type Limits, requestLimits, responseLimits } from './limits.ts';
export type {
  Framing,
  HeadLines,
  MessageHead,
  MessageReader,
  ReaderState,
  RequestHead,
  RequestSink,
  ResponseHead,
  ResponseSink,
} from './messages.ts';
export { type Natives, pureNatives } from './natives.ts';
export { RequestReader } from './request-reader.ts';
export { ResponseReader } from './response-reader.ts';
