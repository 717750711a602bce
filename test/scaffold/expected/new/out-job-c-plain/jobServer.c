//--------------------------------------------------------------------------------------------------
/**
 * @file jobServer.c
 *
 * Serves job.api.
 */
//--------------------------------------------------------------------------------------------------

#include "legato.h"
#include "interfaces.h"

//--------------------------------------------------------------------------------------------------
/**
 * A job that a client holds.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< Session of the client.
}
Job_t;

//--------------------------------------------------------------------------------------------------
/**
 * Pool that every job comes from.
 */
//--------------------------------------------------------------------------------------------------
static le_mem_PoolRef_t JobPool;

//--------------------------------------------------------------------------------------------------
/**
 * Safe references of every job.
 */
//--------------------------------------------------------------------------------------------------
static le_ref_MapRef_t JobMap;

//--------------------------------------------------------------------------------------------------
/**
 * Frees a job, whether its client asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyJob
(
    job_JobRef_t jobRef,    ///< [IN] Reference of the job.
    Job_t* jobPtr           ///< [IN] The job.
)
{
    // TODO: Give back what the job itself holds.

    le_ref_DeleteRef(JobMap, jobRef);
    le_mem_Release(jobPtr);
}

le_result_t job_Open
(
    const char* LE_NONNULL name,
    job_JobRef_t* jobPtr
)
{
    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("jobPtr is NULL.");
        return LE_BAD_PARAMETER;
    }

    Job_t* jobObjPtr = le_mem_ForceAlloc(JobPool);

    memset(jobObjPtr, 0, sizeof(*jobObjPtr));
    jobObjPtr->sessionRef = job_GetClientSessionRef();

    // TODO: Set up the job.
    LE_UNUSED(name);

    *jobPtr = le_ref_CreateRef(JobMap, jobObjPtr);
    return LE_OK;
}

le_result_t job_Write
(
    job_JobRef_t job,
    uint32_t count
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, job);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job %p", (void*)job);
        return LE_BAD_PARAMETER;
    }

    // TODO: Work on the job.
    LE_UNUSED(count);

    return LE_NOT_IMPLEMENTED;
}

le_result_t job_Close
(
    job_JobRef_t job
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, job);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job %p", (void*)job);
        return LE_BAD_PARAMETER;
    }

    DestroyJob(job, jobPtr);
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
 * Called when a client's session ends, whether it was closed or the client died. Frees every job
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

    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        Job_t* jobPtr = le_ref_GetValue(iterRef);

        if (jobPtr->sessionRef == sessionRef)
        {
            job_JobRef_t jobRef = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

            DestroyJob(jobRef, jobPtr);
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
    JobPool = le_mem_CreatePool("Job", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Job", 16);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);

    LE_INFO("Ready.");
}
