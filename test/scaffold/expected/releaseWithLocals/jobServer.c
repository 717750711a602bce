#include "legato.h"
#include "interfaces.h"

typedef struct
{
    uint32_t count;
    le_msg_SessionRef_t sessionRef;
}
Job_t;

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;
static uint32_t Count = 0;

le_result_t job_Open(const char* name, job_JobRef_t* jobRefPtr)
{
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);

    if (!jobPtr)
    {
        return LE_NO_MEMORY;
    }
    LE_UNUSED(name);
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
    Count++;
    *jobRefPtr = (job_JobRef_t)le_ref_CreateRef(JobMap, jobPtr);
    return LE_OK;
}

le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
    Job_t* jobPtr = (Job_t*)le_ref_Lookup(JobMap, jobRef);
    if (!jobPtr)
    {
        return LE_NOT_FOUND;
    }
    jobPtr->count += count;
    return LE_OK;
}

static le_result_t Flush(Job_t* jobPtr)
{
    jobPtr->count = 0;
    return LE_OK;
}

// Frees a job, whether job_Close() asks for it or the client's session has ended.
static le_result_t DestroyJob(job_JobRef_t jobRef, Job_t* jobPtr)
{
    le_result_t result;
    int tries = 3;    // Sometimes the first try fails.

    /* A job is closed
       even when it cannot be flushed. */
    do
    {
        result = Flush(jobPtr);
        tries--;
    }
    while ((result != LE_OK) && (tries > 0));

    le_ref_DeleteRef(JobMap, jobRef);
    le_mem_Release(jobPtr);
    Count--;
    return result;
}

le_result_t job_Close(job_JobRef_t jobRef)
{
    Job_t* jobPtr = (Job_t*)le_ref_Lookup(JobMap, jobRef);

    if (!jobPtr)
    {
        LE_ERROR("Invalid job (%p).", jobRef);
        return LE_NOT_FOUND;
    }

    return DestroyJob(jobRef, jobPtr);
}

uint32_t job_Count(void)
{
    return Count;
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
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

COMPONENT_INIT
{
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
