//--------------------------------------------------------------------------------------------------
/**
 * @file jobServer.cpp
 *
 * Serves job.api.
 */
//--------------------------------------------------------------------------------------------------

#include "legato.h"
#include "interfaces.h"

//--------------------------------------------------------------------------------------------------
/**
 * A handle that a client holds.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< Session of the client.
    void* safeRef;                     ///< Its place in the map.
    uint32_t handleNumber;             ///< What the client knows it by.
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
static uint32_t LastHandle = 0;

//--------------------------------------------------------------------------------------------------
/**
 * Finds a handle by its number; nullptr if there is none.
 */
//--------------------------------------------------------------------------------------------------
static Handle_t* FindHandle
(
    uint32_t handleNumber    ///< [IN] The number.
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

le_result_t job_Open
(
    const char* LE_NONNULL name,
    uint32_t* jobPtr
)
{
    if (jobPtr == nullptr)
    {
        LE_KILL_CLIENT("jobPtr is NULL.");
        return LE_BAD_PARAMETER;
    }

    Handle_t* handlePtr = static_cast<Handle_t*>(le_mem_ForceAlloc(HandlePool));

    memset(handlePtr, 0, sizeof(*handlePtr));
    handlePtr->sessionRef = job_GetClientSessionRef();

    // TODO: Set up the handle.
    LE_UNUSED(name);

    handlePtr->handleNumber = ++LastHandle;
    handlePtr->safeRef = le_ref_CreateRef(HandleMap, handlePtr);

    *jobPtr = handlePtr->handleNumber;
    return LE_OK;
}

le_result_t job_Write
(
    uint32_t job,
    uint32_t count
)
{
    Handle_t* handlePtr = FindHandle(job);

    if (handlePtr == nullptr)
    {
        LE_KILL_CLIENT("Invalid handle %lld", (long long)job);
        return LE_BAD_PARAMETER;
    }

    // TODO: Work on the handle.
    LE_UNUSED(count);

    return LE_NOT_IMPLEMENTED;
}

le_result_t job_Close
(
    uint32_t job
)
{
    Handle_t* handlePtr = FindHandle(job);

    if (handlePtr == nullptr)
    {
        LE_KILL_CLIENT("Invalid handle %lld", (long long)job);
        return LE_BAD_PARAMETER;
    }

    DestroyHandle(handlePtr);
    return LE_OK;
}

uint32_t job_Count
(
    void
)
{
    // TODO: Do what it is for.

    return 0;
}

//--------------------------------------------------------------------------------------------------
/**
 * Called when a client's session ends, whether it was closed or the client died. Frees every handle
 * that the client still holds.
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

    le_ref_IterRef_t iterRef = le_ref_GetIterator(HandleMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        Handle_t* handlePtr = static_cast<Handle_t*>(le_ref_GetValue(iterRef));

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
    HandlePool = le_mem_CreatePool("Handle", sizeof(Handle_t));
    HandleMap = le_ref_CreateMap("Handle", 16);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, nullptr);

    LE_INFO("Ready.");
}
