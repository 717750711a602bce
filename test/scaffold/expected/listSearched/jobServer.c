#include "legato.h"
#include "interfaces.h"

/// A job.
typedef struct
{
    uint32_t        id;
    uint32_t        count;
    le_dls_Link_t   link;
    le_msg_SessionRef_t sessionRef;
}
Job_t;

static le_mem_PoolRef_t JobPool;
static le_dls_List_t Jobs = LE_DLS_LIST_INIT;
static uint32_t LastId = 0;

le_result_t job_Open
(
    const char* name,
    uint32_t* idPtr
)
{
    LE_UNUSED(name);
    if (idPtr == NULL)
    {
        LE_KILL_CLIENT("idPtr is NULL.");
        return LE_BAD_PARAMETER;
    }
    Job_t* newPtr = le_mem_ForceAlloc(JobPool);
    newPtr->id = ++LastId;
    newPtr->count = 0;
    newPtr->link = LE_DLS_LINK_INIT;
    newPtr->sessionRef = job_GetClientSessionRef();
    le_dls_Stack(&Jobs, &(newPtr->link));
    *idPtr = newPtr->id;
    return LE_OK;
}

le_result_t job_Write
(
    uint32_t id,
    uint32_t count
)
{
    le_dls_Link_t* linkPtr = le_dls_Peek(&Jobs);

    for (; linkPtr != NULL; linkPtr = le_dls_PeekNext(&Jobs, linkPtr))
    {
        Job_t* jobPtr = CONTAINER_OF(linkPtr, Job_t, link);
        if (jobPtr->id == id)
        {
            jobPtr->count += count;
            return LE_OK;
        }
    }
    return LE_NOT_FOUND;
}

// Frees a handle, whether job_Close() asks for it or the client's session has ended.
static void DestroyHandle
(
    uint32_t id,
    Job_t* jobPtr
)
{
    LE_DEBUG("Job %u is closed.", id);
    le_dls_Remove(&Jobs, &jobPtr->link);
    le_mem_Release(jobPtr);
}

le_result_t job_Close
(
    uint32_t id
)
{
    le_dls_Link_t* linkPtr = le_dls_Peek(&Jobs);

    while (linkPtr != NULL)
    {
        Job_t* jobPtr = CONTAINER_OF(linkPtr, Job_t, link);

        if (jobPtr->id == id)
        {
            DestroyHandle(id, jobPtr);
            return LE_OK;
        }
        linkPtr = le_dls_PeekNext(&Jobs, linkPtr);
    }
    return LE_NOT_FOUND;
}

uint32_t job_Count
(
    void
)
{
    return (uint32_t)le_dls_NumLinks(&Jobs);
}

// Called when a client's session ends, whether it was closed or the client died. Frees every handle
// that the client still holds.
static void CloseSessionEventHandler
(
    le_msg_SessionRef_t sessionRef,
    void* contextPtr
)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_dls_Link_t* linkPtr = le_dls_Peek(&Jobs);

    while (linkPtr != NULL)
    {
        Job_t* jobPtr = CONTAINER_OF(linkPtr, Job_t, link);

        // Step on first: freeing takes the object out of the list.
        linkPtr = le_dls_PeekNext(&Jobs, linkPtr);

        if (jobPtr->sessionRef == sessionRef)
        {
            uint32_t id = jobPtr->id;

            DestroyHandle(id, jobPtr);
        }
    }
}

COMPONENT_INIT
{
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
