//--------------------------------------------------------------------------------------------------
/**
 * @file jobServer.c
 *
 * Jobs in a safe-reference map, in Legato's own layout.
 */
//--------------------------------------------------------------------------------------------------

#include "legato.h"
#include "interfaces.h"

//--------------------------------------------------------------------------------------------------
/**
 * A job.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    char     name[33];      ///< What it is called.
    uint32_t count;         ///< What was written,
                            ///< all together.
    le_msg_SessionRef_t sessionRef; ///< Session of the client that it belongs to.
}
Job_t;

static le_mem_PoolRef_t JobPool;     ///< Pool of the jobs.
static le_ref_MapRef_t  JobMap;      ///< References of the jobs.

//--------------------------------------------------------------------------------------------------
/**
 * Number of jobs.
 */
//--------------------------------------------------------------------------------------------------
static uint32_t JobCount = 0;

//--------------------------------------------------------------------------------------------------
/**
 * Opens a job.
 *
 * @return Reference of the job.
 */
//--------------------------------------------------------------------------------------------------
job_JobRef_t job_Open
(
    const char* LE_NONNULL name     ///< [IN] What to call it.
)
{
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);

    // The pool does not clear it.
    memset(jobPtr, 0, sizeof(*jobPtr));
    le_utf8_Copy(jobPtr->name, name, sizeof(jobPtr->name), NULL);
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();

    JobCount++;

    return le_ref_CreateRef(JobMap, jobPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Writes to a job.
 */
//--------------------------------------------------------------------------------------------------
le_result_t job_Write
(
    job_JobRef_t jobRef,    ///< [IN] The job.
    uint32_t count          ///< [IN] How much.
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid reference (%p) provided!", jobRef);
        return LE_NOT_FOUND;
    }

    jobPtr->count += count;
    return LE_OK;
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a job, whether job_Close() asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyJob
(
    job_JobRef_t jobRef,    ///< [IN] Reference of the job.
    Job_t* jobPtr           ///< [IN] The job.
)
{
    // Nobody can find it from here on.
    le_ref_DeleteRef(JobMap, jobRef);

    LE_DEBUG("Job '%s' is closed.", jobPtr->name);
    le_mem_Release(jobPtr);    // The name goes with it.
    JobCount--;
}

//--------------------------------------------------------------------------------------------------
/**
 * Closes a job.
 */
//--------------------------------------------------------------------------------------------------
void job_Close
(
    job_JobRef_t jobRef    ///< [IN] The job.
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid reference (%p) provided!", jobRef);
        return;
    }

    DestroyJob(jobRef, jobPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Number of jobs.
 */
//--------------------------------------------------------------------------------------------------
uint32_t job_Count
(
    void
)
{
    return JobCount;
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
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);

    LE_INFO("Ready.");
}
