/**
 * What is said of what was found: severities from the settings, silence by comment, excluded files. Applied once, for editor and command alike.
 *
 * An `error` is the reference compiler's verdict, or a file nobody can read: no setting and no comment takes it away. A finding shown at several places is
 * silenced by a comment at any of them.
 */
import type { Finding, RelatedFinding } from "../finding.ts";
import type { SettingsInForce } from "../workspace/config.ts";
import { type Files, isProblem } from "../workspace/files.ts";
import { ignoresIn } from "./ignoreComments.ts";
import { isKnownRule, ruleEntry } from "./ruleBook.ts";

export interface PolicyOptions {
  readonly files: Files;
  readonly settingsOf: (path: string) => SettingsInForce;
  /** Nothing is shown a second time in files that are not the user's: an `.api` of the framework, for example. */
  readonly isOwn: (path: string) => boolean;
}

export function applyPolicy(findings: readonly Finding[], options: PolicyOptions): readonly Finding[] {
  return findings.flatMap((finding) => {
    const settings = options.settingsOf(finding.path);
    if (settings.isExcluded(finding.path)) {
      return [];
    }
    const shownAlsoAt = (finding.shownAlsoAt ?? []).filter(
      (place) => options.isOwn(place.path) && !options.settingsOf(place.path).isExcluded(place.path),
    );
    const { shownAlsoAt: _, ...alone } = finding;
    const said = shownAlsoAt.length === 0 ? alone : { ...alone, shownAlsoAt };
    if (finding.severity === "error") {
      return [said];
    }
    const level =
      settings.rules[finding.rule] ?? (ruleEntry(finding.rule)?.defaultSeverity === "off" ? "off" : finding.severity);
    if (level === "off" || isSilenced(finding, options.files)) {
      return [];
    }
    return [{ ...said, severity: level }];
  });
}

function isSilenced(finding: Finding, files: Files): boolean {
  const places: readonly Pick<RelatedFinding, "path" | "span">[] = [finding, ...(finding.shownAlsoAt ?? [])];
  return places.some(({ path, span }) => {
    const file = files.read(path);
    return !isProblem(file) && ignoresIn(file, isKnownRule).isSilent(finding.rule, span.start);
  });
}

/** What is wrong with the ignore comments of a file. */
export function ignoreFindings(path: string, files: Files): readonly Finding[] {
  const file = files.read(path);
  return isProblem(file) ? [] : ignoresIn(file, isKnownRule).findings;
}
