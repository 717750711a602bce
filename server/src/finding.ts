/**
 * One thing said about one place, whatever found it (the `.api` checker, a lifecycle rule) and whoever shows it (editor, command).
 *
 * Positions are 0-based UTF-16 offsets into the text of `path`; the faces turn them into lines and characters. `path` is an absolute
 * file system path, or the document's URI where it is not a file (an untitled document).
 */
import type { Severity, Span } from "@legato-api/language";

export interface RelatedFinding {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
}

export interface Finding {
  /** Stable rule id in kebab case: the key in settings, in ignore comments and in docs/rules. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly span: Span;
  readonly related: readonly RelatedFinding[];
  /** Places where the editor shows the same finding again (`check` counts it once): the `.api` function of a C finding, for example. */
  readonly shownAlsoAt?: readonly RelatedFinding[];
  /** Places where its fix is offered without a squiggle: the entry of a Component.cdef, for example. */
  readonly fixedAlsoAt?: readonly Pick<RelatedFinding, "path" | "span">[];
  /** Facts a quick fix needs. */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

/** All paths where a finding is shown or its fix offered. */
export function placesOfFinding({ path, shownAlsoAt = [], fixedAlsoAt = [] }: Finding): readonly string[] {
  return [path, ...[...shownAlsoAt, ...fixedAlsoAt].map((place) => place.path)];
}
