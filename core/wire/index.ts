/** The door of the HTTP/1.1 codec: readers, writers, and the data they speak in. See README.md. */
export { requestError, responseError, type WireError, type WireErrorCode } from './errors.ts';
export { FieldId, type FieldIdNumber, fieldIdOf } from './known-fields.ts';
export { type Limits, requestLimits, responseLimits } from './limits.ts';
export type {
  Framing,
  MessageHead,
  MessageReader,
  ReaderState,
  RequestHead,
  RequestSink,
  ResponseHead,
  ResponseSink,
} from './messages.ts';
export { type Natives, pureNatives } from './natives.ts';
