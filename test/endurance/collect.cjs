/**
 * Loaded before a program under test (`node --expose-gc --require`): on SIGUSR2 it collects garbage and prints `heap BYTES` on
 * standard error, so that the heap is measured from outside at moments of the test's choosing.
 */
process.on("SIGUSR2", () => {
  // Twice: what the first frees may have held the rest by finalizers.
  global.gc();
  global.gc();
  process.stderr.write(`heap ${process.memoryUsage().heapUsed}\n`);
});
