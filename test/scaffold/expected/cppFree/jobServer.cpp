#include "legato.h"
#include "interfaces.h"

namespace {

struct Job
{
    uint32_t count;
    le_msg_SessionRef_t sessionRef;
};

le_mem_PoolRef_t jobPool;
le_ref_MapRef_t jobMap;
uint32_t jobCount = 0;

} // namespace

job_JobRef_t job_Open(const char* name)
{
    auto jobPtr = static_cast<Job*>(le_mem_ForceAlloc(jobPool));

    LE_UNUSED(name);
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
    jobCount++;

    return static_cast<job_JobRef_t>(le_ref_CreateRef(jobMap, jobPtr));
}

le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
    auto jobPtr = static_cast<Job*>(le_ref_Lookup(jobMap, jobRef));
    if (jobPtr == nullptr)
    {
        return LE_NOT_FOUND;
    }
    jobPtr->count += count;
    return LE_OK;
}

// Frees a job, whether job_Close() asks for it or the client's session has ended.
static void DestroyJob(job_JobRef_t jobRef, Job* jobPtr)
{
    le_ref_DeleteRef(jobMap, jobRef);
    le_mem_Release(jobPtr);
    jobCount--;
}

void job_Close(job_JobRef_t jobRef)
{
    auto jobPtr = static_cast<Job*>(le_ref_Lookup(jobMap, jobRef));
    if (jobPtr == nullptr)
    {
        LE_KILL_CLIENT("Invalid job %p.", static_cast<void*>(jobRef));
        return;
    }
    DestroyJob(jobRef, jobPtr);
}

uint32_t job_Count(void)
{
    return jobCount;
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(jobMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        Job* jobPtr = static_cast<Job*>(le_ref_GetValue(iterRef));

        if (jobPtr->sessionRef == sessionRef)
        {
            job_JobRef_t jobRef = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

            DestroyJob(jobRef, jobPtr);
        }
    }
}

COMPONENT_INIT
{
    jobPool = le_mem_CreatePool("jobs", sizeof(Job));
    jobMap = le_ref_CreateMap("jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, nullptr);
}
