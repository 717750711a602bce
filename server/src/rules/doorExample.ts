/**
 * The server that most examples of rules are about, in parts: an API that hands out doors, and a component with one source that serves it.
 *
 * The parts are put together to one fixture; what a rule is about stands in the rule's own file.
 */

/** The `.api`, the Component.cdef, and the beginning of the source. */
export const DOOR = `
//- /door.api
REFERENCE Door;
FUNCTION Door Open(string name[32] IN);
FUNCTION Close(Door door IN);
//- /doorServer/Component.cdef
provides: { api: { door = $CURDIR/../door.api } }
sources: { doorServer.c }
//- /doorServer/doorServer.c
`;

/** Hands a door out, and stores whose it is. */
export const OPEN = `door_DoorRef_t door_Open(const char* name)
{
    return Remember(OpenDevice(name), door_GetClientSessionRef());
}
`;

export const CLOSE = `void door_Close(door_DoorRef_t door)
{
    CloseDevice(door);
}
`;

/** Registers the handler OnClientGone, which the example has. */
export const REGISTER = `COMPONENT_INIT
{
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL);
}
`;
