#include "legato.h"
#include "interfaces.h"

typedef struct
{
    uint32_t count;
    bool     isBack;
    le_msg_SessionRef_t sessionRef;
}
Job_t;

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;
static uint32_t Jobs[2];

static void* CreateJob
(
    bool isBack,
    le_msg_SessionRef_t sessionRef
)
{
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);

    jobPtr->count = 0;
    jobPtr->isBack = isBack;
    jobPtr->sessionRef = sessionRef;
    Jobs[isBack]++;

    return le_ref_CreateRef(JobMap, jobPtr);
}

static le_result_t WriteJob
(
    void* jobRef,
    uint32_t count
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    if (jobPtr == NULL)
    {
        return LE_NOT_FOUND;
    }
    jobPtr->count += count;
    return LE_OK;
}

// Frees a job, whether CloseJob() asks for it or the client's session has ended.
static void DestroyJob
(
    void* jobRef,
    Job_t* jobPtr
)
{
    le_ref_DeleteRef(JobMap, jobRef);
    Jobs[jobPtr->isBack]--;
    le_mem_Release(jobPtr);
}

static void CloseJob
(
    void* jobRef
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job (%p).", jobRef);
        return;
    }

    DestroyJob(jobRef, jobPtr);
}

front_JobRef_t front_Open
(
    const char* name
)
{
    LE_UNUSED(name);
    return CreateJob(false, front_GetClientSessionRef());
}

le_result_t front_Write
(
    front_JobRef_t jobRef,
    uint32_t count
)
{
    return WriteJob(jobRef, count);
}

void front_Close
(
    front_JobRef_t jobRef
)
{
    CloseJob(jobRef);
}

uint32_t front_Count
(
    void
)
{
    return Jobs[0];
}

back_JobRef_t back_Open
(
    const char* name
)
{
    LE_UNUSED(name);
    return CreateJob(true, back_GetClientSessionRef());
}

le_result_t back_Write
(
    back_JobRef_t jobRef,
    uint32_t count
)
{
    return WriteJob(jobRef, count);
}

void back_Close
(
    back_JobRef_t jobRef
)
{
    CloseJob(jobRef);
}

uint32_t back_Count
(
    void
)
{
    return Jobs[1];
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
static void FrontCloseSessionEventHandler
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
            void* jobRef = (void*)le_ref_GetSafeRef(iterRef);

            DestroyJob(jobRef, jobPtr);
        }
    }
}

COMPONENT_INIT
{
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(front_GetServiceRef(), FrontCloseSessionEventHandler, NULL);
}
