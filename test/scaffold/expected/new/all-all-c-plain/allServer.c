//--------------------------------------------------------------------------------------------------
/**
 * @file allServer.c
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
 * Finds a handle by its number; NULL if there is none.
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
        Handle_t* handlePtr = le_ref_GetValue(iterRef);

        if (handlePtr->handleNumber == handleNumber)
        {
            return handlePtr;
        }
    }

    return NULL;
}

//--------------------------------------------------------------------------------------------------
/**
 * What is reported when the event Change happens.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    all_DoorRef_t door;
    char text[11];
    uint8_t data[4];
    size_t dataCount;
    all_Record_t record;
    all_Mode_t mode;
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
    ChangeReport_t* reportedPtr = reportPtr;
    all_ChangeHandlerFunc_t handlerFunc = (all_ChangeHandlerFunc_t)secondLayerHandler;

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
    all_PlainHandlerFunc_t handlerFunc = (all_PlainHandlerFunc_t)secondLayerHandler;

    handlerFunc(le_event_GetContextPtr());
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a door, whether its client asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyDoor
(
    all_DoorRef_t doorRef,    ///< [IN] Reference of the door.
    Door_t* doorPtr           ///< [IN] The door.
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
    all_KeyRef_t keyRef,    ///< [IN] Reference of the key.
    Key_t* keyPtr           ///< [IN] The key.
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
all_DoorRef_t all_Open
(
    const char* LE_NONNULL name,  ///< [IN] Which door.
    all_Mode_t mode               ///< [IN] How to open it,
                                  ///< fast or slow.
)
{
    Door_t* doorPtr = le_mem_ForceAlloc(DoorPool);

    memset(doorPtr, 0, sizeof(*doorPtr));
    doorPtr->sessionRef = all_GetClientSessionRef();

    // TODO: Set up the door.
    LE_UNUSED(name);
    LE_UNUSED(mode);

    return le_ref_CreateRef(DoorMap, doorPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Closes a door.
 */
//--------------------------------------------------------------------------------------------------
void all_Close
(
    all_DoorRef_t door  ///< [IN] The door.
)
{
    Door_t* doorPtr = le_ref_Lookup(DoorMap, door);

    if (doorPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid door %p", (void*)door);
        return;
    }

    DestroyDoor(door, doorPtr);
}

le_result_t all_CreateKey
(
    all_DoorRef_t door,
    all_KeyRef_t* keyPtr
)
{
    if (keyPtr == NULL)
    {
        LE_KILL_CLIENT("keyPtr is NULL.");
        return LE_BAD_PARAMETER;
    }

    Key_t* keyObjPtr = le_mem_ForceAlloc(KeyPool);

    memset(keyObjPtr, 0, sizeof(*keyObjPtr));
    keyObjPtr->sessionRef = all_GetClientSessionRef();

    // TODO: Set up the key.
    LE_UNUSED(door);

    *keyPtr = le_ref_CreateRef(KeyMap, keyObjPtr);
    return LE_OK;
}

le_result_t all_DeleteKey
(
    all_KeyRef_t key
)
{
    Key_t* keyPtr = le_ref_Lookup(KeyMap, key);

    if (keyPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid key %p", (void*)key);
        return LE_BAD_PARAMETER;
    }

    DestroyKey(key, keyPtr);
    return LE_OK;
}

types_StreamRef_t all_OpenStream
(
    void
)
{
    Stream_t* streamPtr = le_mem_ForceAlloc(StreamPool);

    memset(streamPtr, 0, sizeof(*streamPtr));
    streamPtr->sessionRef = all_GetClientSessionRef();

    // TODO: Set up the stream.

    return le_ref_CreateRef(StreamMap, streamPtr);
}

void all_CloseStream
(
    types_StreamRef_t stream
)
{
    Stream_t* streamPtr = le_ref_Lookup(StreamMap, stream);

    if (streamPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid stream %p", (void*)stream);
        return;
    }

    DestroyStream(stream, streamPtr);
}

le_result_t all_Alloc
(
    uint16_t size,
    uint64_t* blockPtr
)
{
    if (blockPtr == NULL)
    {
        LE_KILL_CLIENT("blockPtr is NULL.");
        return LE_BAD_PARAMETER;
    }

    Handle_t* handlePtr = le_mem_ForceAlloc(HandlePool);

    memset(handlePtr, 0, sizeof(*handlePtr));
    handlePtr->sessionRef = all_GetClientSessionRef();

    // TODO: Set up the handle.
    LE_UNUSED(size);

    handlePtr->handleNumber = ++LastHandle;
    handlePtr->safeRef = le_ref_CreateRef(HandleMap, handlePtr);

    *blockPtr = handlePtr->handleNumber;
    return LE_OK;
}

le_result_t all_Free
(
    uint64_t block
)
{
    Handle_t* handlePtr = FindHandle(block);

    if (handlePtr == NULL)
    {
        LE_KILL_CLIENT("Invalid handle %lld", (long long)block);
        return LE_BAD_PARAMETER;
    }

    DestroyHandle(handlePtr);
    return LE_OK;
}

le_result_t all_Outputs
(
    uint8_t* aPtr,
    double* bPtr,
    bool* cPtr,
    char* dPtr,
    size_t* ePtr,
    int* fPtr,
    char* g,
    size_t gSize,
    uint32_t* hPtr,
    size_t* hSizePtr,
    all_Record_t* iPtr,
    all_Mode_t* jPtr,
    all_Flags_t* kPtr,
    types_Colour_t* lPtr,
    le_onoff_t* mPtr,
    all_DoorRef_t n
)
{
    Door_t* doorPtr = le_ref_Lookup(DoorMap, n);

    if (doorPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid door %p", (void*)n);
        return LE_BAD_PARAMETER;
    }

    // TODO: Work on the door.
    LE_UNUSED(hPtr);

    if (aPtr != NULL)
    {
        *aPtr = 0;
    }
    if (bPtr != NULL)
    {
        *bPtr = 0.0;
    }
    if (cPtr != NULL)
    {
        *cPtr = false;
    }
    if (dPtr != NULL)
    {
        *dPtr = '\0';
    }
    if (ePtr != NULL)
    {
        *ePtr = 0;
    }
    if (fPtr != NULL)
    {
        *fPtr = -1;
    }
    if ((g != NULL) && (gSize > 0))
    {
        g[0] = '\0';
    }
    if (hSizePtr != NULL)
    {
        *hSizePtr = 0;
    }
    if (iPtr != NULL)
    {
        memset(iPtr, 0, sizeof(*iPtr));
    }
    if (jPtr != NULL)
    {
        *jPtr = ALL_SLOW;
    }
    if (kPtr != NULL)
    {
        *kPtr = 0;
    }
    if (lPtr != NULL)
    {
        *lPtr = TYPES_RED;
    }
    if (mPtr != NULL)
    {
        *mPtr = LE_OFF;
    }

    return LE_NOT_IMPLEMENTED;
}

bool all_Inputs
(
    int8_t a,
    double b,
    const char* LE_NONNULL g,
    const uint32_t* hPtr,
    size_t hSize,
    const all_Record_t * LE_NONNULL iPtr,
    int f,
    const types_Point_t * LE_NONNULL pPtr,
    all_Flags_t _class
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

    return false;
}

all_Mode_t all_GetMode
(
    void
)
{
    // TODO: Do what it is for.

    return ALL_SLOW;
}

all_Flags_t all_GetFlags
(
    void
)
{
    // TODO: Do what it is for.

    return 0;
}

uint64_t all_GetNumber
(
    void
)
{
    // TODO: Do what it is for.

    return 0;
}

le_onoff_t all_GetSwitch
(
    void
)
{
    // TODO: Do what it is for.

    return LE_OFF;
}

void all_Nothing
(
    void
)
{
    // TODO: Do what it is for.
}

void all_DoLater
(
    uint32_t delay,
    all_DoneHandlerFunc_t handlerPtr,
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
all_ChangeHandlerRef_t all_AddChangeHandler
(
    all_ChangeHandlerFunc_t handlerPtr,
    void* contextPtr
)
{
    le_event_HandlerRef_t handlerRef =
        le_event_AddLayeredHandler("Change", ChangeEvent, FirstLayerChangeHandler, handlerPtr);

    le_event_SetContextPtr(handlerRef, contextPtr);

    return (all_ChangeHandlerRef_t)handlerRef;
}

//--------------------------------------------------------------------------------------------------
/**
 * Remove handler function for EVENT 'all_Change'
 */
//--------------------------------------------------------------------------------------------------
void all_RemoveChangeHandler
(
    all_ChangeHandlerRef_t handlerRef
)
{
    le_event_RemoveHandler((le_event_HandlerRef_t)handlerRef);
}

//--------------------------------------------------------------------------------------------------
/**
 * Add handler function for EVENT 'all_Plain'
 */
//--------------------------------------------------------------------------------------------------
all_PlainHandlerRef_t all_AddPlainHandler
(
    all_DoorRef_t door,
    uint8_t level,
    all_PlainHandlerFunc_t handlerPtr,
    void* contextPtr
)
{
    // TODO: Report to this handler only what it asked for.
    LE_UNUSED(door);
    LE_UNUSED(level);

    le_event_HandlerRef_t handlerRef =
        le_event_AddLayeredHandler("Plain", PlainEvent, FirstLayerPlainHandler, handlerPtr);

    le_event_SetContextPtr(handlerRef, contextPtr);

    return (all_PlainHandlerRef_t)handlerRef;
}

//--------------------------------------------------------------------------------------------------
/**
 * Remove handler function for EVENT 'all_Plain'
 */
//--------------------------------------------------------------------------------------------------
void all_RemovePlainHandler
(
    all_PlainHandlerRef_t handlerRef
)
{
    le_event_RemoveHandler((le_event_HandlerRef_t)handlerRef);
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
        Door_t* doorPtr = le_ref_GetValue(doorIterRef);

        if (doorPtr->sessionRef == sessionRef)
        {
            all_DoorRef_t doorRef = (all_DoorRef_t)le_ref_GetSafeRef(doorIterRef);

            DestroyDoor(doorRef, doorPtr);
        }
    }

    le_ref_IterRef_t keyIterRef = le_ref_GetIterator(KeyMap);

    while (le_ref_NextNode(keyIterRef) == LE_OK)
    {
        Key_t* keyPtr = le_ref_GetValue(keyIterRef);

        if (keyPtr->sessionRef == sessionRef)
        {
            all_KeyRef_t keyRef = (all_KeyRef_t)le_ref_GetSafeRef(keyIterRef);

            DestroyKey(keyRef, keyPtr);
        }
    }

    le_ref_IterRef_t streamIterRef = le_ref_GetIterator(StreamMap);

    while (le_ref_NextNode(streamIterRef) == LE_OK)
    {
        Stream_t* streamPtr = le_ref_GetValue(streamIterRef);

        if (streamPtr->sessionRef == sessionRef)
        {
            types_StreamRef_t streamRef = (types_StreamRef_t)le_ref_GetSafeRef(streamIterRef);

            DestroyStream(streamRef, streamPtr);
        }
    }

    le_ref_IterRef_t handleIterRef = le_ref_GetIterator(HandleMap);

    while (le_ref_NextNode(handleIterRef) == LE_OK)
    {
        Handle_t* handlePtr = le_ref_GetValue(handleIterRef);

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
    le_msg_AddServiceCloseHandler(all_GetServiceRef(), CloseSessionEventHandler, NULL);

    LE_INFO("Ready.");
}
