/**
 * How long a piece of work may take, of the processor's time and not of the clock's: on a machine that is busy with other things the same is found.
 *
 * In: milliseconds, from now on. Out: a question that is true from the moment when they are used up. All threads of the process count, so
 * what else it does meanwhile is taken off.
 */
export function timeLimit(milliseconds: number): () => boolean {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 > milliseconds;
  };
}
