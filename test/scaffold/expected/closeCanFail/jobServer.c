#include "legato.h"
#include "interfaces.h"

typedef struct
{
    int          device;    ///< What the driver knows it by.
    job_JobRef_t ref;       ///< What the client knows it by.
    uint32_t     count;     ///< What was written.
    le_msg_SessionRef_t sessionRef; ///< Session of the client that it belongs to.
}
Job_t;

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;
static uint32_t OpenDevices = 0;

static int driver_Open(void)
{
    return (int)++OpenDevices;
}

static le_result_t driver_Close(int device)
{
    if (device == 0)
    {
        return LE_FAULT;
    }
    OpenDevices--;
    return LE_OK;
}

le_result_t job_Open(const char* name, job_JobRef_t* jobRefPtr)
{
    if (jobRefPtr == NULL)
    {
        LE_KILL_CLIENT("jobRefPtr is NULL.");
        return LE_FAULT;
    }

    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);

    LE_UNUSED(name);
    jobPtr->device = driver_Open();
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
    jobPtr->ref = le_ref_CreateRef(JobMap, jobPtr);
    *jobRefPtr = jobPtr->ref;
    return LE_OK;
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
static le_result_t DestroyJob(Job_t* jobPtr)
{
    le_result_t result;

    result = driver_Close(jobPtr->device);
    if (result == LE_OK)
    {
        le_ref_DeleteRef(JobMap, jobPtr->ref);
        le_mem_Release(jobPtr);
    }
    else
    {
        LE_ERROR("The driver keeps it.");
    }

    return result;
}

le_result_t job_Close(job_JobRef_t jobRef)
{
    le_result_t result = LE_FAULT;
    Job_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    if (jobPtr == NULL)
    {
        LE_ERROR("Invalid job %p.", jobRef);
        result = LE_NOT_FOUND;
    }
    else
    {
        result = DestroyJob(jobPtr);
    }

    return result;
}

uint32_t job_Count(void)
{
    return OpenDevices;
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
            DestroyJob(jobPtr);
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
