#include "legato.h"
#include "interfaces.h"

typedef struct
{
    uint32_t count;
    job_JobRef_t ref;
    le_msg_SessionRef_t sessionRef;
}
Job_t;

LE_MEM_DEFINE_STATIC_POOL(JobPool, 10, sizeof(Job_t));
LE_REF_DEFINE_STATIC_MAP(JobMap, 10);

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;
static uint32_t Jobs = 0;

void job_Open
(
    job_ServerCmdRef_t cmdRef,
    const char* name
)
{
    LE_UNUSED(name);

    Job_t* jobPtr = le_mem_AssertAlloc(JobPool);
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
    jobPtr->ref = le_ref_CreateRef(JobMap, jobPtr);
    Jobs++;

    job_OpenRespond(cmdRef, jobPtr->ref);
}

void job_Write
(
    job_ServerCmdRef_t cmdRef,
    job_JobRef_t jobRef,
    uint32_t count
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    if (jobPtr == NULL)
    {
        job_WriteRespond(cmdRef, LE_NOT_FOUND);
        return;
    }
    jobPtr->count += count;
    job_WriteRespond(cmdRef, LE_OK);
}

// Frees a job, whether job_Close() asks for it or the client's session has ended.
static void DestroyJob
(
    Job_t* jobPtr
)
{
    le_ref_DeleteRef(JobMap, jobPtr->ref);
    le_mem_Release(jobPtr);
    Jobs--;
}

void job_Close
(
    job_ServerCmdRef_t cmdRef,
    job_JobRef_t jobRef
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job reference %p.", jobRef);
        job_CloseRespond(cmdRef);
        return;
    }

    DestroyJob(jobPtr);

    job_CloseRespond(cmdRef);
}

void job_Count
(
    job_ServerCmdRef_t cmdRef
)
{
    job_CountRespond(cmdRef, Jobs);
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
static void CloseSessionEventHandler
(
    le_msg_SessionRef_t sessionRef,
    void* contextPtr
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
            DestroyJob(jobPtr);
        }
    }
}

COMPONENT_INIT
{
    JobPool = le_mem_InitStaticPool(JobPool, 10, sizeof(Job_t));
    JobMap = le_ref_InitStaticMap(JobMap, 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
