#include "legato.h"
#include "interfaces.h"

typedef struct
{
    uint32_t count;
    bool     isOwn;    // the server's own, made when it starts
    le_msg_SessionRef_t sessionRef; // Session of the client that it belongs to.
}
Job_t;

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;

static Job_t* OwnJobPtr;

job_JobRef_t job_Open(const char* name)
{
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);

    LE_UNUSED(name);
    jobPtr->count = 0;
    jobPtr->isOwn = false;
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

// The component's own way.
static void RemoveJob(job_JobRef_t jobRef)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    le_ref_DeleteRef(JobMap, jobRef);
    le_mem_Release(jobPtr);
}

void job_Close(job_JobRef_t jobRef)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);
    if ((jobPtr != NULL) && !jobPtr->isOwn)
    {
        RemoveJob(jobRef);
    }
}

uint32_t job_Count(void)
{
    uint32_t count = 0;
    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobMap);
    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        Job_t* jobPtr = le_ref_GetValue(iterRef);
        count += jobPtr->isOwn ? 0 : 1;
    }
    return count;
}

static void MakeOwn(void)
{
    OwnJobPtr = le_mem_ForceAlloc(JobPool);
    Job_t* jobPtr = OwnJobPtr;
    jobPtr->count = 0;
    jobPtr->isOwn = true;
    jobPtr->sessionRef = NULL;
    le_ref_CreateRef(JobMap, jobPtr);
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

            RemoveJob(jobRef);
        }
    }
}

COMPONENT_INIT
{
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);

    MakeOwn();
}
