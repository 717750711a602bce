#include "jobs.h"

static le_mem_PoolRef_t Pool;
static le_ref_MapRef_t Map;
static uint32_t Count = 0;

/**
 * Opens a job.
 */
job_JobRef_t job_Open(const char* name)
{
    jobs_Job_t* jobPtr = le_mem_ForceAlloc(Pool);

    LE_UNUSED(name);
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
    jobPtr->ref = le_ref_CreateRef(Map, jobPtr);
    Count++;

    return jobPtr->ref;
}

/**
 * Writes to a job.
 */
le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
    jobs_Job_t* jobPtr = le_ref_Lookup(Map, jobRef);

    if (jobPtr == NULL)
    {
        return LE_NOT_FOUND;
    }
    jobPtr->count += count;
    return LE_OK;
}

/**
 * Frees a job, whether job_Close() asks for it or the client's session has ended.
 */
static void DestroyJob(job_JobRef_t jobRef, jobs_Job_t* jobPtr)
{
    le_ref_DeleteRef(Map, jobRef);
    le_mem_Release(jobPtr);
    Count--;
}

/**
 * Closes a job.
 */
void job_Close(job_JobRef_t jobRef)
{
    jobs_Job_t* jobPtr = le_ref_Lookup(Map, jobRef);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job (%p).", jobRef);
        return;
    }
    DestroyJob(jobRef, jobPtr);
}

/**
 * Counts the jobs.
 */
uint32_t job_Count(void)
{
    return Count;
}

/**
 * Called when a client's session ends, whether it was closed or the client died. Frees every job
 * that the client still holds.
 */
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(Map);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        jobs_Job_t* jobPtr = le_ref_GetValue(iterRef);

        if (jobPtr->sessionRef == sessionRef)
        {
            job_JobRef_t jobRef = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

            DestroyJob(jobRef, jobPtr);
        }
    }
}

/**
 * Makes the pool and the map.
 */
void jobs_Start(void)
{
    Pool = le_mem_CreatePool("Jobs", sizeof(jobs_Job_t));
    Map = le_ref_CreateMap("Jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
