/** Placeholder of the catalogue: ids first, texts follow. */
export type RuleId = string;
