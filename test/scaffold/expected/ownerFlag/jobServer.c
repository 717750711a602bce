#include "legato.h"
#include "interfaces.h"

//--------------------------------------------------------------------------------------------------
/**
 * The printer prints one job at a time.
 */
//--------------------------------------------------------------------------------------------------
static bool IsTaken = false;

//--------------------------------------------------------------------------------------------------
/**
 * Session of the client that holds the job. Means nothing while nobody does.
 */
//--------------------------------------------------------------------------------------------------
static le_msg_SessionRef_t JobOwner = NULL;

//--------------------------------------------------------------------------------------------------
/**
 * What was written to it.
 */
//--------------------------------------------------------------------------------------------------
static uint32_t Written;

//--------------------------------------------------------------------------------------------------
/**
 * Opens the job.
 *
 * @return Its reference, NULL if it is taken.
 */
//--------------------------------------------------------------------------------------------------
job_JobRef_t job_Open
(
    const char* name    ///< [IN] What to call it.
)
{
    if (IsTaken)
    {
        LE_WARN("No job for '%s'.", name);
        return NULL;
    }

    IsTaken = true;
    JobOwner = job_GetClientSessionRef();
    Written = 0;

    return (job_JobRef_t)&Written;
}

le_result_t job_Write
(
    job_JobRef_t jobRef,    ///< [IN] The job.
    uint32_t count          ///< [IN] How much.
)
{
    if (!IsTaken || (jobRef != (job_JobRef_t)&Written))
    {
        return LE_NOT_FOUND;
    }
    Written += count;
    return LE_OK;
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a job, whether job_Close() asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyJob
(
    void
)
{
    LE_INFO("Closed after %u bytes.", Written);
    Written = 0;
    IsTaken = false;
}

//--------------------------------------------------------------------------------------------------
/**
 * Closes the job.
 */
//--------------------------------------------------------------------------------------------------
void job_Close
(
    job_JobRef_t jobRef    ///< [IN] The job.
)
{
    if (!IsTaken || (jobRef != (job_JobRef_t)&Written))
    {
        LE_KILL_CLIENT("Invalid job (%p).", jobRef);
        return;
    }

    DestroyJob();
}

uint32_t job_Count
(
    void
)
{
    return IsTaken ? 1 : 0;
}

//--------------------------------------------------------------------------------------------------
/**
 * Called when a client's session ends, whether it was closed or the client died. Frees what the
 * client still holds.
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

    if (IsTaken && (JobOwner == sessionRef))
    {
        DestroyJob();
    }
}

COMPONENT_INIT
{
    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);

    LE_INFO("Ready.");
}
