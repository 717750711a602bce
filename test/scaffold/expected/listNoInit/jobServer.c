#include "legato.h"
#include "interfaces.h"

typedef struct
{
    uint32_t      count;
    le_dls_Link_t link;
    le_msg_SessionRef_t sessionRef;
}
Job_t;

static le_mem_PoolRef_t JobPool = NULL;
static le_dls_List_t JobList = LE_DLS_LIST_INIT;

//--------------------------------------------------------------------------------------------------
/**
 * Finds a job.
 *
 * @return The job, NULL if there is none.
 */
//--------------------------------------------------------------------------------------------------
static Job_t* FindJob
(
    job_JobRef_t jobRef
)
{
    le_dls_Link_t* linkPtr = le_dls_Peek(&JobList);

    while (linkPtr != NULL)
    {
        Job_t* jobPtr = CONTAINER_OF(linkPtr, Job_t, link);

        if ((void*)jobPtr == (void*)jobRef)
        {
            return jobPtr;
        }
        linkPtr = le_dls_PeekNext(&JobList, linkPtr);
    }
    return NULL;
}

//--------------------------------------------------------------------------------------------------
/**
 * Opens a job.
 */
//--------------------------------------------------------------------------------------------------
job_JobRef_t job_Open
(
    const char* name
)
{
    LE_UNUSED(name);

    if (JobPool == NULL)
    {
        JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    }

    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);

    jobPtr->count = 0;
    jobPtr->link = LE_DLS_LINK_INIT;
    jobPtr->sessionRef = job_GetClientSessionRef();
    le_dls_Queue(&JobList, &jobPtr->link);

    return (job_JobRef_t)jobPtr;
}

le_result_t job_Write
(
    job_JobRef_t jobRef,
    uint32_t count
)
{
    Job_t* jobPtr = FindJob(jobRef);

    if (jobPtr == NULL)
    {
        return LE_NOT_FOUND;
    }
    jobPtr->count += count;
    return LE_OK;
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a job, whether job_Close() asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyJob
(
    Job_t* jobPtr
)
{
    le_dls_Remove(&JobList, &jobPtr->link);
    le_mem_Release(jobPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Closes a job.
 */
//--------------------------------------------------------------------------------------------------
void job_Close
(
    job_JobRef_t jobRef
)
{
    Job_t* jobPtr = FindJob(jobRef);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job (%p).", jobRef);
        return;
    }
    DestroyJob(jobPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Called when a client's session ends, whether it was closed or the client died. Frees every job
 * that the client still holds.
 */
//--------------------------------------------------------------------------------------------------
static void CloseSessionEventHandler
(
    le_msg_SessionRef_t sessionRef,
    void* contextPtr
)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_dls_Link_t* linkPtr = le_dls_Peek(&JobList);

    while (linkPtr != NULL)
    {
        Job_t* jobPtr = CONTAINER_OF(linkPtr, Job_t, link);

        // Step on first: freeing takes the object out of the list.
        linkPtr = le_dls_PeekNext(&JobList, linkPtr);

        if (jobPtr->sessionRef == sessionRef)
        {
            DestroyJob(jobPtr);
        }
    }
}

uint32_t job_Count
(
    void
)
{
    return (uint32_t)le_dls_NumLinks(&JobList);
}

//--------------------------------------------------------------------------------------------------
/**
 * Starts the component.
 */
//--------------------------------------------------------------------------------------------------
COMPONENT_INIT
{
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
