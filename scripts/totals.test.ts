import { describe, expect, it } from "vitest";
import { addUp, countIntegration, countStep, countVitest, countXunit, totalsLine } from "./totals.mjs";

const vitestReport = JSON.stringify({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
const xunitReport = "<testsuite><testcase/><testcase><failure>no</failure></testcase><testcase></testcase></testsuite>";
const integrationReport = JSON.stringify([{ state: "passed" }, { state: "skipped" }, { state: "passed" }]);

describe("the totals of npm test", () => {
  it("add up what each runner reports", () => {
    const counts = [
      countVitest(vitestReport, 1),
      countXunit(xunitReport, 1),
      countIntegration(integrationReport, 0),
      countStep(0),
    ];
    expect(totalsLine(addUp(counts))).toBe("12 passed, 3 failed, 3 skipped");
  });

  it("leave out skipped when there are none", () => {
    expect(totalsLine(addUp([countStep(0), countStep(0)]))).toBe("2 passed, 0 failed");
  });

  it.each([
    ["a runner that wrote nothing", countVitest(undefined, 0)],
    ["a report that is torn", countIntegration('[{"state":"pas', 0)],
    ["a report without a test", countXunit("<testsuite/>", 0)],
    ["tests that pass in a runner that fails", countIntegration(integrationReport, 1)],
    ["a step that fails", countStep(2)],
  ])("count %s as a failure", (_case, counts) => {
    expect(counts.failed).toBe(1);
  });
});
