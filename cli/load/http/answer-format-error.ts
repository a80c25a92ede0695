/** What a server said that no HTTP/1.1 answer can be. */
export class AnswerFormatError extends Error {
  override readonly name = 'AnswerFormatError';
}
