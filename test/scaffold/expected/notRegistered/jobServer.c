#include "legato.h"
#include "interfaces.h"

typedef struct
{
    uint32_t            count;
    le_msg_SessionRef_t clientRef;
}
Job_t;

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;
static uint32_t Count = 0;

void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr);

COMPONENT_INIT
{
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), OnClientGone, NULL);
}

job_JobRef_t job_Open(const char* name)
{
    LE_UNUSED(name);
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);
    jobPtr->count = 0;
    jobPtr->clientRef = job_GetClientSessionRef();
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

static void Free(job_JobRef_t jobRef, Job_t* jobPtr)
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
    Free(jobRef, jobPtr);
}

uint32_t job_Count(void)
{
    return Count;
}

// Written one evening, never registered.
void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    LE_UNUSED(contextPtr);
    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobMap);
    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        Job_t* jobPtr = le_ref_GetValue(iterRef);
        if (jobPtr->clientRef == sessionRef)
        {
            Free((job_JobRef_t)le_ref_GetSafeRef(iterRef), jobPtr);
        }
    }
}
