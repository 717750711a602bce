/**
 * Reads what the test runners report and adds it up.
 *
 * In: the text of a result file (undefined where there is none) and the exit code of the step. Out: counts. A step that failed always counts
 * at least one failure, so that a runner that crashed, or wrote nothing, can never look like success.
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {number} exitCode
 * @returns {Counts} a step that is no test suite
 */
export function countStep(exitCode) {
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
}

/**
 * @param {string | undefined} text vitest's JSON report
 * @param {number} exitCode
 */
export function countVitest(text, exitCode) {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = parseJson(text) ?? {};
  return settle({ passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }, exitCode);
}

/**
 * @param {string | undefined} text an XUnit report
 * @param {number} exitCode
 */
export function countXunit(text, exitCode) {
  const total = text?.match(/<testcase\b/g)?.length ?? 0;
  const failed = text?.match(/<(?:failure|error)\b/g)?.length ?? 0;
  return settle({ passed: Math.max(0, total - failed), failed, skipped: 0 }, exitCode);
}

/**
 * @param {string | undefined} text the list of results that test/integration/index.ts writes
 * @param {number} exitCode
 */
export function countIntegration(text, exitCode) {
  const results = parseJson(text) ?? [];
  const count = (/** @type {string} */ state) =>
    results.filter((/** @type {{ state: string }} */ result) => result.state === state).length;
  return settle({ passed: count("passed"), failed: count("failed"), skipped: count("skipped") }, exitCode);
}

/** @param {readonly Counts[]} counts */
export function addUp(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** @param {Counts} counts */
export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * @param {Counts} counts
 * @param {number} exitCode
 * @returns {Counts}
 */
function settle(counts, exitCode) {
  const succeeded = exitCode === 0 && counts.passed + counts.skipped > 0;
  return { ...counts, failed: succeeded ? counts.failed : Math.max(1, counts.failed) };
}

/** @param {string | undefined} text */
function parseJson(text) {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
