#include "legato.h"
#include "interfaces.h"

typedef struct
{
    uint32_t count;
    le_msg_SessionRef_t sessionRef;
} Job_t;

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;

job_JobRef_t job_NewJob(const char* name)
{
    LE_UNUSED(name);
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
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

uint32_t job_Count(void)
{
    uint32_t count = 0;
    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobMap);
    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        count++;
    }
    return count;
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
            void* safeRef = (void*)le_ref_GetSafeRef(iterRef);

            le_ref_DeleteRef(JobMap, safeRef);
            le_mem_Release(jobPtr);
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
