#include "legato.h"
#include "interfaces.h"

typedef struct
{
    uint32_t count;
    le_msg_SessionRef_t sessionRef;
} Job_t;

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;
static uint32_t Jobs = 0;

press_JobRef_t press_Open(const char* name)
{
    LE_UNUSED(name);
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);
    jobPtr->count = 0;
    jobPtr->sessionRef = press_GetClientSessionRef();
    Jobs++;
    return le_ref_CreateRef(JobMap, jobPtr);
}

le_result_t press_Write(press_JobRef_t jobRef, uint32_t count)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);
    if (NULL == jobPtr)
    {
        return LE_NOT_FOUND;
    }
    jobPtr->count += count;
    return LE_OK;
}

// Frees a job, whether press_Close() asks for it or the client's session has ended.
static void DestroyJob(press_JobRef_t jobRef, Job_t* jobPtr)
{
    le_ref_DeleteRef(JobMap, jobRef);
    le_mem_Release(jobPtr);
    Jobs--;
}

void press_Close(press_JobRef_t jobRef)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);
    if (NULL == jobPtr)
    {
        LE_KILL_CLIENT("Invalid job reference %p.", jobRef);
        return;
    }
    DestroyJob(jobRef, jobPtr);
}

uint32_t press_Count(void)
{
    return Jobs;
}

static bool StartPress(void)
{
    // The press warms up.
    return true;
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobMap);

    while (LE_OK == le_ref_NextNode(iterRef))
    {
        Job_t* jobPtr = le_ref_GetValue(iterRef);

        if (jobPtr->sessionRef == sessionRef)
        {
            press_JobRef_t jobRef = (press_JobRef_t)le_ref_GetSafeRef(iterRef);

            DestroyJob(jobRef, jobPtr);
        }
    }
}

COMPONENT_INIT
{
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Jobs", 10);

    if (StartPress())
    {
        press_AdvertiseService();

        // Free what a client still holds when its session ends.
        le_msg_AddServiceCloseHandler(press_GetServiceRef(), CloseSessionEventHandler, NULL);

        LE_INFO("The press is warm.");
    }
    else
    {
        LE_ERROR("No press.");
    }
}
