#include "legato.h"
#include "interfaces.h"

#ifdef WITH_JOBS
typedef struct
{
    uint32_t count;
    le_msg_SessionRef_t sessionRef;
}
Job_t;

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;
static uint32_t Count = 0;

job_JobRef_t job_Open(const char* name)
{
    LE_UNUSED(name);
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
    Count++;
    return le_ref_CreateRef(JobMap, jobPtr);
}

le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);
    if (jobPtr == NULL)
    {
        return LE_NOT_FOUND;
    }
    jobPtr->count += count;
    return LE_OK;
}

// Frees a job, whether job_Close() asks for it or the client's session has ended.
static void DestroyJob(job_JobRef_t jobRef, Job_t* jobPtr)
{
    le_ref_DeleteRef(JobMap, jobRef);
    le_mem_Release(jobPtr);
    Count--;
}

void job_Close(job_JobRef_t jobRef)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);
    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job %p.", jobRef);
        return;
    }
    DestroyJob(jobRef, jobPtr);
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

uint32_t job_Count(void)
{
    return Count;
}
#else
job_JobRef_t job_Open(const char* name)
{
    LE_UNUSED(name);
    return NULL;
}

le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
    LE_UNUSED(jobRef);
    LE_UNUSED(count);
    return LE_UNSUPPORTED;
}

void job_Close(job_JobRef_t jobRef)
{
    LE_UNUSED(jobRef);
}

uint32_t job_Count(void)
{
    return 0;
}
#endif

COMPONENT_INIT
{
    LE_INFO("Starting.");

#ifdef WITH_JOBS
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Jobs", 10);
#endif

#ifdef WITH_JOBS
    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
#endif

    LE_INFO("Ready.");
}
