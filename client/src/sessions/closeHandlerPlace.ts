/** Where a service in TypeScript has its close handler, or could have it. Pure. */

/** The offset of `onClose`, also of one that is commented out; else of the service; 0 where neither is found. */
export function closeHandlerPlace(source: string): number {
  const places = [/\bonClose\s*[(:]/, /\bservice\s*[<(]/].map((wanted) => source.search(wanted));
  return places.find((at) => at >= 0) ?? 0;
}
