/** Something was not done in time. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

/** Answers what a promise answers. @throws OutOfTimeError when it takes longer than `limitMs` */
export async function withinTime<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new OutOfTimeError(`not done within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
