#include "legato.h"
#include "interfaces.h"

typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< The client.
    le_dls_List_t       jobs;          ///< What it has.
}
Client_t;

typedef struct
{
    Client_t*     clientPtr;           ///< Whose it is.
    uint32_t      count;               ///< What was written.
    le_dls_Link_t link;                ///< In the client's list.
}
Job_t;

static le_mem_PoolRef_t ClientPool;
static le_mem_PoolRef_t JobPool;
static le_hashmap_Ref_t ClientMap;
static uint32_t Count = 0;

//--------------------------------------------------------------------------------------------------
/**
 * The record of the client that is being served; made when it comes for the first time.
 */
//--------------------------------------------------------------------------------------------------
static Client_t* GetClient
(
    void
)
{
    le_msg_SessionRef_t sessionRef = job_GetClientSessionRef();
    Client_t* clientPtr = le_hashmap_Get(ClientMap, sessionRef);

    if (clientPtr == NULL)
    {
        clientPtr = le_mem_ForceAlloc(ClientPool);
        clientPtr->sessionRef = sessionRef;
        clientPtr->jobs = LE_DLS_LIST_INIT;
        le_hashmap_Put(ClientMap, sessionRef, clientPtr);
    }
    return clientPtr;
}

job_JobRef_t job_Open
(
    const char* name
)
{
    Client_t* clientPtr = GetClient();
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);

    LE_UNUSED(name);
    jobPtr->clientPtr = clientPtr;
    jobPtr->count = 0;
    jobPtr->link = LE_DLS_LINK_INIT;
    le_dls_Queue(&clientPtr->jobs, &jobPtr->link);
    Count++;
    return (job_JobRef_t)jobPtr;
}

static bool IsJob
(
    job_JobRef_t jobRef
)
{
    Client_t* clientPtr = le_hashmap_Get(ClientMap, job_GetClientSessionRef());

    return (clientPtr != NULL) && le_dls_IsInList(&clientPtr->jobs, &((Job_t*)jobRef)->link);
}

le_result_t job_Write
(
    job_JobRef_t jobRef,
    uint32_t count
)
{
    if (!IsJob(jobRef))
    {
        return LE_NOT_FOUND;
    }
    ((Job_t*)jobRef)->count += count;
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
    le_dls_Remove(&jobPtr->clientPtr->jobs, &jobPtr->link);
    le_mem_Release(jobPtr);
    Count--;
}

void job_Close
(
    job_JobRef_t jobRef
)
{
    if (!IsJob(jobRef))
    {
        LE_KILL_CLIENT("Invalid job (%p).", jobRef);
        return;
    }

    Job_t* jobPtr = (Job_t*)jobRef;

    DestroyJob(jobPtr);
}

uint32_t job_Count
(
    void
)
{
    return Count;
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

    Client_t* clientPtr = le_hashmap_Get(ClientMap, sessionRef);

    if (clientPtr != NULL)
    {
        le_dls_Link_t* linkPtr = le_dls_Peek(&clientPtr->jobs);

        while (linkPtr != NULL)
        {
            Job_t* jobPtr = CONTAINER_OF(linkPtr, Job_t, link);

            // Step on first: freeing takes the object out of the list.
            linkPtr = le_dls_PeekNext(&clientPtr->jobs, linkPtr);

            DestroyJob(jobPtr);
        }

        le_hashmap_Remove(ClientMap, sessionRef);
        le_mem_Release(clientPtr);
    }
}

COMPONENT_INIT
{
    ClientPool = le_mem_CreatePool("Clients", sizeof(Client_t));
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    ClientMap = le_hashmap_Create("Clients", 31, le_hashmap_HashVoidPointer, le_hashmap_EqualsVoidPointer);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
