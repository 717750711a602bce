/** What features ask of the language server, whichever process of it is running: implemented by languageClient.ts. Types only. */

export type ServerHealth = "starting" | "running" | "failed";

export interface LanguageServer {
  request<Result>(method: string, params: object): Promise<Result>;
  /** Of every server that is started from now on, too. */
  onNotification(method: string, take: () => void): { dispose(): unknown };
  readonly health: ServerHealth;
  /** `running` again means a new server: what was asked of the one before is forgotten. */
  readonly onHealth: (take: (health: ServerHealth) => unknown) => { dispose(): unknown };
}
