#include "legato.h"
#include "interfaces.h"
#include "driver.h"

//--------------------------------------------------------------------------------------------------
/**
 * A client and a job that it holds.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< Session of the client.
    job_JobRef_t        jobRef;        ///< What it holds.
}
JobOwner_t;

//--------------------------------------------------------------------------------------------------
/**
 * Pool of the records of who holds a job.
 */
//--------------------------------------------------------------------------------------------------
static le_mem_PoolRef_t JobOwnerPool;

//--------------------------------------------------------------------------------------------------
/**
 * All records of who holds a job.
 */
//--------------------------------------------------------------------------------------------------
static le_ref_MapRef_t JobOwnerMap;

//--------------------------------------------------------------------------------------------------
/**
 * Remembers that the client being served now holds a job.
 */
//--------------------------------------------------------------------------------------------------
static void RememberJobOwner
(
    job_JobRef_t jobRef    ///< [IN] What it holds.
)
{
    if (jobRef != NULL)
    {
        JobOwner_t* ownerPtr = le_mem_ForceAlloc(JobOwnerPool);

        ownerPtr->sessionRef = job_GetClientSessionRef();
        ownerPtr->jobRef = jobRef;
        le_ref_CreateRef(JobOwnerMap, ownerPtr);
    }
}

//--------------------------------------------------------------------------------------------------
/**
 * Forgets that the client being served now holds a job.
 */
//--------------------------------------------------------------------------------------------------
static void ForgetJobOwner
(
    job_JobRef_t jobRef    ///< [IN] What it has given back.
)
{
    le_msg_SessionRef_t sessionRef = job_GetClientSessionRef();
    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobOwnerMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        JobOwner_t* ownerPtr = le_ref_GetValue(iterRef);

        if ((ownerPtr->jobRef == jobRef) && (ownerPtr->sessionRef == sessionRef))
        {
            le_ref_DeleteRef(JobOwnerMap, (void*)le_ref_GetSafeRef(iterRef));
            le_mem_Release(ownerPtr);
            return;
        }
    }
}

//--------------------------------------------------------------------------------------------------
/**
 * Opens a job.
 */
//--------------------------------------------------------------------------------------------------
job_JobRef_t job_Open
(
    const char* name    ///< [IN] What to call it.
)
{
    if (name[0] == '\0')
        return NULL;

    job_JobRef_t jobRef = (job_JobRef_t)driver_Open(name);

    RememberJobOwner(jobRef);

    return jobRef;
}

//--------------------------------------------------------------------------------------------------
/**
 * Writes to a job.
 */
//--------------------------------------------------------------------------------------------------
le_result_t job_Write
(
    job_JobRef_t jobRef,    ///< [IN] The job.
    uint32_t count          ///< [IN] How much.
)
{
    return driver_Write(jobRef, count) ? LE_OK : LE_NOT_FOUND;
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a job, whether job_Close() asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyJob
(
    job_JobRef_t jobRef    ///< [IN] Reference of the job.
)
{
    LE_INFO("Closing %p.", jobRef);
    driver_Close(jobRef);
}

//--------------------------------------------------------------------------------------------------
/**
 * Closes a job.
 */
//--------------------------------------------------------------------------------------------------
void job_Close
(
    job_JobRef_t jobRef    ///< [IN] The job.
)
{
    ForgetJobOwner(jobRef);
    DestroyJob(jobRef);
}

uint32_t job_Count
(
    void
)
{
    return driver_Count();
}

//--------------------------------------------------------------------------------------------------
/**
 * Called when a client's session ends, whether it was closed or the client died. Frees every job
 * that the client still holds.
 */
//--------------------------------------------------------------------------------------------------
static void CloseSessionEventHandler
(
    le_msg_SessionRef_t sessionRef,    ///< [IN] Session that has ended.
    void* contextPtr                   ///< [IN] Not used.
)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobOwnerMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        JobOwner_t* ownerPtr = le_ref_GetValue(iterRef);

        if (ownerPtr->sessionRef == sessionRef)
        {
            job_JobRef_t jobRef = ownerPtr->jobRef;

            le_ref_DeleteRef(JobOwnerMap, (void*)le_ref_GetSafeRef(iterRef));
            le_mem_Release(ownerPtr);
            DestroyJob(jobRef);
        }
    }
}

COMPONENT_INIT
{
    JobOwnerPool = le_mem_CreatePool("JobOwnerPool", sizeof(JobOwner_t));
    JobOwnerMap = le_ref_CreateMap("JobOwnerMap", 16);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
