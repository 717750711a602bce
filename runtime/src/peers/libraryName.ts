/** What programs of users import. The hooks (hooks.ts) know where it is. */
export const LIBRARY_NAME = "legato-api/peers";
