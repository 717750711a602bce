/** Which functions of an `.api` hand something to a client, and what their callers give: the language server's knowledge. No VS Code in here. */
import type { AcquiringFunction, AcquiringParams, AcquiringResult } from "@legato-api/server/protocol";
import type { LanguageServer } from "../languageServer.ts";

export async function acquiringIn(server: LanguageServer, uri: string): Promise<readonly AcquiringFunction[]> {
  const params: AcquiringParams = { uri };
  return (await server.request<AcquiringResult>("legatoApi/acquiring", params)).functions;
}
