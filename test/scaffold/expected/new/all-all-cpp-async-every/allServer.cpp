//--------------------------------------------------------------------------------------------------
/**
 * @file allServer.cpp
 *
 * Serves all.api.
 */
//--------------------------------------------------------------------------------------------------

#include "legato.h"
#include "interfaces.h"

//--------------------------------------------------------------------------------------------------
/**
 * A door that a client holds.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< Session of the client.
}
Door_t;

//--------------------------------------------------------------------------------------------------
/**
 * Pool that every door comes from.
 */
//--------------------------------------------------------------------------------------------------
static le_mem_PoolRef_t DoorPool;

//--------------------------------------------------------------------------------------------------
/**
 * Safe references of every door.
 */
//--------------------------------------------------------------------------------------------------
static le_ref_MapRef_t DoorMap;

//--------------------------------------------------------------------------------------------------
/**
 * A key that a client holds.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< Session of the client.
}
Key_t;

//--------------------------------------------------------------------------------------------------
/**
 * Pool that every key comes from.
 */
//--------------------------------------------------------------------------------------------------
static le_mem_PoolRef_t KeyPool;

//--------------------------------------------------------------------------------------------------
/**
 * Safe references of every key.
 */
//--------------------------------------------------------------------------------------------------
static le_ref_MapRef_t KeyMap;

//--------------------------------------------------------------------------------------------------
/**
 * A stream that a client holds.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< Session of the client.
}
Stream_t;

//--------------------------------------------------------------------------------------------------
/**
 * Pool that every stream comes from.
 */
//--------------------------------------------------------------------------------------------------
static le_mem_PoolRef_t StreamPool;

//--------------------------------------------------------------------------------------------------
/**
 * Safe references of every stream.
 */
//--------------------------------------------------------------------------------------------------
static le_ref_MapRef_t StreamMap;

//--------------------------------------------------------------------------------------------------
/**
 * A handle that a client holds.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< Session of the client.
    void* safeRef;                     ///< Its place in the map.
    uint64_t handleNumber;             ///< What the client knows it by.
}
Handle_t;

//--------------------------------------------------------------------------------------------------
/**
 * Pool that every handle comes from.
 */
//--------------------------------------------------------------------------------------------------
static le_mem_PoolRef_t HandlePool;

//--------------------------------------------------------------------------------------------------
/**
 * Safe references of every handle.
 */
//--------------------------------------------------------------------------------------------------
static le_ref_MapRef_t HandleMap;

//--------------------------------------------------------------------------------------------------
/**
 * Number of the last handle.
 */
//--------------------------------------------------------------------------------------------------
static uint64_t LastHandle = 0;

//--------------------------------------------------------------------------------------------------
/**
 * Finds a handle by its number; nullptr if there is none.
 */
//--------------------------------------------------------------------------------------------------
static Handle_t* FindHandle
(
    uint64_t handleNumber    ///< [IN] The number.
)
{
    le_ref_IterRef_t iterRef = le_ref_GetIterator(HandleMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        Handle_t* handlePtr = static_cast<Handle_t*>(le_ref_GetValue(iterRef));

        if (handlePtr->handleNumber == handleNumber)
        {
            return handlePtr;
        }
    }

    return nullptr;
}

//--------------------------------------------------------------------------------------------------
/**
 * What is reported when the event Change happens.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    every_DoorRef_t door;
    char text[11];
    uint8_t data[4];
    size_t dataCount;
    every_Record_t record;
    every_Mode_t mode;
}
ChangeReport_t;

//--------------------------------------------------------------------------------------------------
/**
 * Reported when the event Change happens.
 */
//--------------------------------------------------------------------------------------------------
static le_event_Id_t ChangeEvent;

//--------------------------------------------------------------------------------------------------
/**
 * Hands a report of the event Change to one client's handler.
 */
//--------------------------------------------------------------------------------------------------
static void FirstLayerChangeHandler
(
    void* reportPtr,            ///< [IN] What is reported.
    void* secondLayerHandler    ///< [IN] The client's handler.
)
{
    ChangeReport_t* reportedPtr = static_cast<ChangeReport_t*>(reportPtr);
    every_ChangeHandlerFunc_t handlerFunc = reinterpret_cast<every_ChangeHandlerFunc_t>(secondLayerHandler);

    handlerFunc(reportedPtr->door,
                reportedPtr->text,
                reportedPtr->data,
                reportedPtr->dataCount,
                &reportedPtr->record,
                reportedPtr->mode,
                le_event_GetContextPtr());
}

//--------------------------------------------------------------------------------------------------
/**
 * Reported when the event Plain happens.
 */
//--------------------------------------------------------------------------------------------------
static le_event_Id_t PlainEvent;

//--------------------------------------------------------------------------------------------------
/**
 * Hands a report of the event Plain to one client's handler.
 */
//--------------------------------------------------------------------------------------------------
static void FirstLayerPlainHandler
(
    void* reportPtr,            ///< [IN] What is reported.
    void* secondLayerHandler    ///< [IN] The client's handler.
)
{
    LE_UNUSED(reportPtr);
    every_PlainHandlerFunc_t handlerFunc = reinterpret_cast<every_PlainHandlerFunc_t>(secondLayerHandler);

    handlerFunc(le_event_GetContextPtr());
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a door, whether its client asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyDoor
(
    every_DoorRef_t doorRef,    ///< [IN] Reference of the door.
    Door_t* doorPtr             ///< [IN] The door.
)
{
    // TODO: Give back what the door itself holds.

    le_ref_DeleteRef(DoorMap, doorRef);
    le_mem_Release(doorPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a key, whether its client asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyKey
(
    every_KeyRef_t keyRef,    ///< [IN] Reference of the key.
    Key_t* keyPtr             ///< [IN] The key.
)
{
    // TODO: Give back what the key itself holds.

    le_ref_DeleteRef(KeyMap, keyRef);
    le_mem_Release(keyPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a stream, whether its client asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyStream
(
    types_StreamRef_t streamRef,    ///< [IN] Reference of the stream.
    Stream_t* streamPtr             ///< [IN] The stream.
)
{
    // TODO: Give back what the stream itself holds.

    le_ref_DeleteRef(StreamMap, streamRef);
    le_mem_Release(streamPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a handle, whether its client asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyHandle
(
    Handle_t* handlePtr    ///< [IN] The handle.
)
{
    // TODO: Give back what the handle itself holds.

    le_ref_DeleteRef(HandleMap, handlePtr->safeRef);
    le_mem_Release(handlePtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Opens a door.
 *
 * @return The door, or NULL.
 */
//--------------------------------------------------------------------------------------------------
void every_Open
(
    every_ServerCmdRef_t _cmdRef,
    const char* LE_NONNULL name,   ///< [IN] Which door.
    every_Mode_t mode              ///< [IN] How to open it,
                                   ///< fast or slow.
)
{
    Door_t* doorPtr = static_cast<Door_t*>(le_mem_ForceAlloc(DoorPool));

    memset(doorPtr, 0, sizeof(*doorPtr));
    doorPtr->sessionRef = every_GetClientSessionRef();

    // TODO: Set up the door.
    LE_UNUSED(name);
    LE_UNUSED(mode);

    every_OpenRespond(_cmdRef, static_cast<every_DoorRef_t>(le_ref_CreateRef(DoorMap, doorPtr)));
}

//--------------------------------------------------------------------------------------------------
/**
 * Closes a door.
 */
//--------------------------------------------------------------------------------------------------
void every_Close
(
    every_ServerCmdRef_t _cmdRef,
    every_DoorRef_t door           ///< [IN] The door.
)
{
    Door_t* doorPtr = static_cast<Door_t*>(le_ref_Lookup(DoorMap, door));

    if (doorPtr == nullptr)
    {
        LE_KILL_CLIENT("Invalid door %p", (void*)door);
        every_CloseRespond(_cmdRef);
        return;
    }

    DestroyDoor(door, doorPtr);
    every_CloseRespond(_cmdRef);
}

void every_CreateKey
(
    every_ServerCmdRef_t _cmdRef,
    every_DoorRef_t door
)
{
    Key_t* keyPtr = static_cast<Key_t*>(le_mem_ForceAlloc(KeyPool));

    memset(keyPtr, 0, sizeof(*keyPtr));
    keyPtr->sessionRef = every_GetClientSessionRef();

    // TODO: Set up the key.
    LE_UNUSED(door);

    every_CreateKeyRespond(_cmdRef,
                           LE_OK,
                           static_cast<every_KeyRef_t>(le_ref_CreateRef(KeyMap, keyPtr)));
}

void every_DeleteKey
(
    every_ServerCmdRef_t _cmdRef,
    every_KeyRef_t key
)
{
    Key_t* keyPtr = static_cast<Key_t*>(le_ref_Lookup(KeyMap, key));

    if (keyPtr == nullptr)
    {
        LE_KILL_CLIENT("Invalid key %p", (void*)key);
        every_DeleteKeyRespond(_cmdRef, LE_BAD_PARAMETER);
        return;
    }

    DestroyKey(key, keyPtr);
    every_DeleteKeyRespond(_cmdRef, LE_OK);
}

void every_OpenStream
(
    every_ServerCmdRef_t _cmdRef
)
{
    Stream_t* streamPtr = static_cast<Stream_t*>(le_mem_ForceAlloc(StreamPool));

    memset(streamPtr, 0, sizeof(*streamPtr));
    streamPtr->sessionRef = every_GetClientSessionRef();

    // TODO: Set up the stream.

    every_OpenStreamRespond(_cmdRef,
                            static_cast<types_StreamRef_t>(le_ref_CreateRef(StreamMap, streamPtr)));
}

void every_CloseStream
(
    every_ServerCmdRef_t _cmdRef,
    types_StreamRef_t stream
)
{
    Stream_t* streamPtr = static_cast<Stream_t*>(le_ref_Lookup(StreamMap, stream));

    if (streamPtr == nullptr)
    {
        LE_KILL_CLIENT("Invalid stream %p", (void*)stream);
        every_CloseStreamRespond(_cmdRef);
        return;
    }

    DestroyStream(stream, streamPtr);
    every_CloseStreamRespond(_cmdRef);
}

void every_Alloc
(
    every_ServerCmdRef_t _cmdRef,
    uint16_t size
)
{
    Handle_t* handlePtr = static_cast<Handle_t*>(le_mem_ForceAlloc(HandlePool));

    memset(handlePtr, 0, sizeof(*handlePtr));
    handlePtr->sessionRef = every_GetClientSessionRef();

    // TODO: Set up the handle.
    LE_UNUSED(size);

    handlePtr->handleNumber = ++LastHandle;
    handlePtr->safeRef = le_ref_CreateRef(HandleMap, handlePtr);

    every_AllocRespond(_cmdRef, LE_OK, handlePtr->handleNumber);
}

void every_Free
(
    every_ServerCmdRef_t _cmdRef,
    uint64_t block
)
{
    Handle_t* handlePtr = FindHandle(block);

    if (handlePtr == nullptr)
    {
        LE_KILL_CLIENT("Invalid handle %lld", (long long)block);
        every_FreeRespond(_cmdRef, LE_BAD_PARAMETER);
        return;
    }

    DestroyHandle(handlePtr);
    every_FreeRespond(_cmdRef, LE_OK);
}

void every_Outputs
(
    every_ServerCmdRef_t _cmdRef,
    size_t gSize,
    size_t hSize,
    every_DoorRef_t n
)
{
    Door_t* doorPtr = static_cast<Door_t*>(le_ref_Lookup(DoorMap, n));

    if (doorPtr == nullptr)
    {
        LE_KILL_CLIENT("Invalid door %p", (void*)n);
        every_Record_t iOut;
        memset(&iOut, 0, sizeof(iOut));
        every_OutputsRespond(_cmdRef,
                             LE_BAD_PARAMETER,
                             0,
                             0.0,
                             false,
                             '\0',
                             0,
                             -1,
                             "",
                             nullptr,
                             0,
                             &iOut,
                             ALL_SLOW,
                             0,
                             TYPES_RED,
                             LE_OFF);
        return;
    }

    // TODO: Work on the door.
    LE_UNUSED(gSize);
    LE_UNUSED(hSize);

    every_Record_t iOut;
    memset(&iOut, 0, sizeof(iOut));
    every_OutputsRespond(_cmdRef,
                         LE_NOT_IMPLEMENTED,
                         0,
                         0.0,
                         false,
                         '\0',
                         0,
                         -1,
                         "",
                         nullptr,
                         0,
                         &iOut,
                         ALL_SLOW,
                         0,
                         TYPES_RED,
                         LE_OFF);
}

void every_Inputs
(
    every_ServerCmdRef_t _cmdRef,
    int8_t a,
    double b,
    const char* LE_NONNULL g,
    const uint32_t* hPtr,
    size_t hSize,
    const every_Record_t * LE_NONNULL iPtr,
    int f,
    const types_Point_t * LE_NONNULL pPtr,
    every_Flags_t _class
)
{
    // TODO: Do what it is for.
    LE_UNUSED(a);
    LE_UNUSED(b);
    LE_UNUSED(g);
    LE_UNUSED(hPtr);
    LE_UNUSED(hSize);
    LE_UNUSED(iPtr);
    LE_UNUSED(f);
    LE_UNUSED(pPtr);
    LE_UNUSED(_class);

    every_InputsRespond(_cmdRef, false);
}

void every_GetMode
(
    every_ServerCmdRef_t _cmdRef
)
{
    // TODO: Do what it is for.

    every_GetModeRespond(_cmdRef, ALL_SLOW);
}

void every_GetFlags
(
    every_ServerCmdRef_t _cmdRef
)
{
    // TODO: Do what it is for.

    every_GetFlagsRespond(_cmdRef, 0);
}

void every_GetNumber
(
    every_ServerCmdRef_t _cmdRef
)
{
    // TODO: Do what it is for.

    every_GetNumberRespond(_cmdRef, 0);
}

void every_GetSwitch
(
    every_ServerCmdRef_t _cmdRef
)
{
    // TODO: Do what it is for.

    every_GetSwitchRespond(_cmdRef, LE_OFF);
}

void every_Nothing
(
    every_ServerCmdRef_t _cmdRef
)
{
    // TODO: Do what it is for.

    every_NothingRespond(_cmdRef);
}

void every_DoLater
(
    uint32_t delay,
    every_DoneHandlerFunc_t handlerPtr,
    void* contextPtr
)
{
    // TODO: Call handlerPtr, once, with contextPtr.
    LE_UNUSED(delay);
    LE_UNUSED(handlerPtr);
    LE_UNUSED(contextPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Add handler function for EVENT 'all_Change'
 * Something changed.
 */
//--------------------------------------------------------------------------------------------------
every_ChangeHandlerRef_t every_AddChangeHandler
(
    every_ChangeHandlerFunc_t handlerPtr,
    void* contextPtr
)
{
    le_event_HandlerRef_t handlerRef =
        le_event_AddLayeredHandler("Change",
                                   ChangeEvent,
                                   FirstLayerChangeHandler,
                                   reinterpret_cast<void*>(handlerPtr));

    le_event_SetContextPtr(handlerRef, contextPtr);

    return reinterpret_cast<every_ChangeHandlerRef_t>(handlerRef);
}

//--------------------------------------------------------------------------------------------------
/**
 * Remove handler function for EVENT 'all_Change'
 */
//--------------------------------------------------------------------------------------------------
void every_RemoveChangeHandler
(
    every_ChangeHandlerRef_t handlerRef
)
{
    le_event_RemoveHandler(reinterpret_cast<le_event_HandlerRef_t>(handlerRef));
}

//--------------------------------------------------------------------------------------------------
/**
 * Add handler function for EVENT 'all_Plain'
 */
//--------------------------------------------------------------------------------------------------
every_PlainHandlerRef_t every_AddPlainHandler
(
    every_DoorRef_t door,
    uint8_t level,
    every_PlainHandlerFunc_t handlerPtr,
    void* contextPtr
)
{
    // TODO: Report to this handler only what it asked for.
    LE_UNUSED(door);
    LE_UNUSED(level);

    le_event_HandlerRef_t handlerRef =
        le_event_AddLayeredHandler("Plain",
                                   PlainEvent,
                                   FirstLayerPlainHandler,
                                   reinterpret_cast<void*>(handlerPtr));

    le_event_SetContextPtr(handlerRef, contextPtr);

    return reinterpret_cast<every_PlainHandlerRef_t>(handlerRef);
}

//--------------------------------------------------------------------------------------------------
/**
 * Remove handler function for EVENT 'all_Plain'
 */
//--------------------------------------------------------------------------------------------------
void every_RemovePlainHandler
(
    every_PlainHandlerRef_t handlerRef
)
{
    le_event_RemoveHandler(reinterpret_cast<le_event_HandlerRef_t>(handlerRef));
}

//--------------------------------------------------------------------------------------------------
/**
 * Called when a client's session ends, whether it was closed or the client died. Frees every door
 * and key and stream and handle that the client still holds.
 */
//--------------------------------------------------------------------------------------------------
static void CloseSessionEventHandler
(
    le_msg_SessionRef_t sessionRef,    ///< [IN] Session that has ended.
    void* contextPtr                   ///< [IN] Not used.
)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t doorIterRef = le_ref_GetIterator(DoorMap);

    while (le_ref_NextNode(doorIterRef) == LE_OK)
    {
        Door_t* doorPtr = static_cast<Door_t*>(le_ref_GetValue(doorIterRef));

        if (doorPtr->sessionRef == sessionRef)
        {
            every_DoorRef_t doorRef = (every_DoorRef_t)le_ref_GetSafeRef(doorIterRef);

            DestroyDoor(doorRef, doorPtr);
        }
    }

    le_ref_IterRef_t keyIterRef = le_ref_GetIterator(KeyMap);

    while (le_ref_NextNode(keyIterRef) == LE_OK)
    {
        Key_t* keyPtr = static_cast<Key_t*>(le_ref_GetValue(keyIterRef));

        if (keyPtr->sessionRef == sessionRef)
        {
            every_KeyRef_t keyRef = (every_KeyRef_t)le_ref_GetSafeRef(keyIterRef);

            DestroyKey(keyRef, keyPtr);
        }
    }

    le_ref_IterRef_t streamIterRef = le_ref_GetIterator(StreamMap);

    while (le_ref_NextNode(streamIterRef) == LE_OK)
    {
        Stream_t* streamPtr = static_cast<Stream_t*>(le_ref_GetValue(streamIterRef));

        if (streamPtr->sessionRef == sessionRef)
        {
            types_StreamRef_t streamRef = (types_StreamRef_t)le_ref_GetSafeRef(streamIterRef);

            DestroyStream(streamRef, streamPtr);
        }
    }

    le_ref_IterRef_t handleIterRef = le_ref_GetIterator(HandleMap);

    while (le_ref_NextNode(handleIterRef) == LE_OK)
    {
        Handle_t* handlePtr = static_cast<Handle_t*>(le_ref_GetValue(handleIterRef));

        if (handlePtr->sessionRef == sessionRef)
        {
            DestroyHandle(handlePtr);
        }
    }
}

//--------------------------------------------------------------------------------------------------
/**
 * Starts the server.
 */
//--------------------------------------------------------------------------------------------------
COMPONENT_INIT
{
    DoorPool = le_mem_CreatePool("Door", sizeof(Door_t));
    DoorMap = le_ref_CreateMap("Door", 16);

    KeyPool = le_mem_CreatePool("Key", sizeof(Key_t));
    KeyMap = le_ref_CreateMap("Key", 16);

    StreamPool = le_mem_CreatePool("Stream", sizeof(Stream_t));
    StreamMap = le_ref_CreateMap("Stream", 16);

    HandlePool = le_mem_CreatePool("Handle", sizeof(Handle_t));
    HandleMap = le_ref_CreateMap("Handle", 16);

    ChangeEvent = le_event_CreateId("Change", sizeof(ChangeReport_t));
    PlainEvent = le_event_CreateId("Plain", 0);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(every_GetServiceRef(), CloseSessionEventHandler, nullptr);

    LE_INFO("Ready.");
}
