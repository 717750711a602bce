#include "legato.h"
#include "interfaces.h"

typedef struct
{
    job_JobHandlerFunc_t handlerPtr;
    void*                contextPtr;
}
Request_t;

typedef struct
{
    uint32_t count;    ///< What was written.
    le_msg_SessionRef_t sessionRef; ///< Session of the client that it belongs to.
}
Job_t;

static le_mem_PoolRef_t RequestPool;
static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;
static uint32_t Count = 0;

static void Deliver(void* param1Ptr, void* param2Ptr)
{
    Request_t* requestPtr = param1Ptr;
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);

    LE_UNUSED(param2Ptr);
    jobPtr->count = 0;
    jobPtr->sessionRef = NULL;
    Count++;
    requestPtr->handlerPtr(le_ref_CreateRef(JobMap, jobPtr), requestPtr->contextPtr);
    le_mem_Release(requestPtr);
}

void job_OpenLater(const char* name, job_JobHandlerFunc_t handlerPtr, void* contextPtr)
{
    Request_t* requestPtr = le_mem_ForceAlloc(RequestPool);

    // TODO: Keep this session: the job that the handler will get belongs to it.
    LE_UNUSED(job_GetClientSessionRef());
    LE_INFO("job %s", name);
    requestPtr->handlerPtr = handlerPtr;
    requestPtr->contextPtr = contextPtr;
    le_event_QueueFunction(Deliver, requestPtr, NULL);
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
    RequestPool = le_mem_CreatePool("Requests", sizeof(Request_t));
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
