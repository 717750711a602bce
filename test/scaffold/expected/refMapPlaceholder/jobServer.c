#include "legato.h"
#include "interfaces.h"

static le_ref_MapRef_t RequestMap;
static uint32_t Requests = 0;

//--------------------------------------------------------------------------------------------------
/**
 * Opens a job.
 */
//--------------------------------------------------------------------------------------------------
job_JobRef_t job_Open
(
    const char* name
)
{
    LE_UNUSED(name);
    Requests++;

    // There is nothing to keep, but the reference has to be one of its own.
    // The value is the owner's session: the close handler looks for it.
    return le_ref_CreateRef(RequestMap, job_GetClientSessionRef());
}

le_result_t job_Write
(
    job_JobRef_t jobRef,
    uint32_t count
)
{
    LE_UNUSED(count);
    return (le_ref_Lookup(RequestMap, jobRef) == NULL) ? LE_NOT_FOUND : LE_OK;
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a job, whether job_Close() asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyJob
(
    job_JobRef_t jobRef
)
{
    le_ref_DeleteRef(RequestMap, jobRef);

    Requests--;
}

//--------------------------------------------------------------------------------------------------
/**
 * Closes a job.
 */
//--------------------------------------------------------------------------------------------------
void job_Close
(
    job_JobRef_t jobRef
)
{
    void* valuePtr = le_ref_Lookup(RequestMap, jobRef);

    if ( valuePtr == NULL )
    {
        LE_ERROR("Invalid reference %p", jobRef);
    }
    else
    {
        DestroyJob(jobRef);
    }
}

uint32_t job_Count
(
    void
)
{
    return Requests;
}

//--------------------------------------------------------------------------------------------------
/**
 * Called when a client's session ends, whether it was closed or the client died. Frees every job
 * that the client still holds.
 */
//--------------------------------------------------------------------------------------------------
static void CloseSessionEventHandler
(
    le_msg_SessionRef_t sessionRef,
    void* contextPtr
)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(RequestMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        if (le_ref_GetValue(iterRef) == sessionRef)
        {
            job_JobRef_t jobRef = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

            DestroyJob(jobRef);
        }
    }
}

COMPONENT_INIT
{
    // As many as are likely.
    RequestMap = le_ref_CreateMap("Requests", 5);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
