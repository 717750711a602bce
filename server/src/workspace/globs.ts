/**
 * Exclude patterns: which files and folders nothing is said about.
 *
 * In: glob patterns relative to a base folder (an absolute one stands for itself). Out: a test of absolute paths. What lies below an
 * excluded folder is excluded, so `build` and `build/**` mean the same.
 */
import path from "node:path";
import { Minimatch } from "minimatch";
import { isUri, isWithin } from "./paths.ts";

export type PathTest = (path: string) => boolean;

export function excludes(patterns: readonly string[], base: string): PathTest {
  const matchers = patterns
    .filter((pattern) => pattern !== "")
    .map((pattern) => new Minimatch(pattern.replace(/\/(\*\*)?$/, ""), { dot: true }));
  if (matchers.length === 0) {
    return () => false;
  }
  return (file) => {
    if (isUri(file) || !isWithin(file, base)) {
      return false;
    }
    const steps = path.relative(base, file).split(path.sep);
    return steps.some((_, index) => {
      const part = steps.slice(0, index + 1).join("/");
      return matchers.some((matcher) => matcher.match(part));
    });
  };
}
