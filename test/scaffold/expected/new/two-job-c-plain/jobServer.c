//--------------------------------------------------------------------------------------------------
/**
 * @file jobServer.c
 *
 * Serves job.api.
 */
//--------------------------------------------------------------------------------------------------

#include "legato.h"
#include "interfaces.h"

//--------------------------------------------------------------------------------------------------
/**
 * A job that a client holds.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< Session of the client.
}
Job_t;

//--------------------------------------------------------------------------------------------------
/**
 * Pool that every job comes from.
 */
//--------------------------------------------------------------------------------------------------
static le_mem_PoolRef_t JobPool;

//--------------------------------------------------------------------------------------------------
/**
 * Safe references of every job.
 */
//--------------------------------------------------------------------------------------------------
static le_ref_MapRef_t JobMap;

//--------------------------------------------------------------------------------------------------
/**
 * A tray that a client holds.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    le_msg_SessionRef_t sessionRef;    ///< Session of the client.
}
Tray_t;

//--------------------------------------------------------------------------------------------------
/**
 * Pool that every tray comes from.
 */
//--------------------------------------------------------------------------------------------------
static le_mem_PoolRef_t TrayPool;

//--------------------------------------------------------------------------------------------------
/**
 * Safe references of every tray.
 */
//--------------------------------------------------------------------------------------------------
static le_ref_MapRef_t TrayMap;

//--------------------------------------------------------------------------------------------------
/**
 * Frees a job, whether its client asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyJob
(
    job_JobRef_t jobRef,    ///< [IN] Reference of the job.
    Job_t* jobPtr           ///< [IN] The job.
)
{
    // TODO: Give back what the job itself holds.

    le_ref_DeleteRef(JobMap, jobRef);
    le_mem_Release(jobPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Frees a tray, whether its client asks for it or the client's session has ended.
 */
//--------------------------------------------------------------------------------------------------
static void DestroyTray
(
    job_TrayRef_t trayRef,    ///< [IN] Reference of the tray.
    Tray_t* trayPtr           ///< [IN] The tray.
)
{
    // TODO: Give back what the tray itself holds.

    le_ref_DeleteRef(TrayMap, trayRef);
    le_mem_Release(trayPtr);
}

job_JobRef_t job_Open
(
    const char* LE_NONNULL name
)
{
    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);

    memset(jobPtr, 0, sizeof(*jobPtr));
    jobPtr->sessionRef = job_GetClientSessionRef();

    // TODO: Set up the job.
    LE_UNUSED(name);

    return le_ref_CreateRef(JobMap, jobPtr);
}

le_result_t job_Write
(
    job_JobRef_t job,
    uint32_t count
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, job);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job %p", (void*)job);
        return LE_BAD_PARAMETER;
    }

    // TODO: Work on the job.
    LE_UNUSED(count);

    return LE_NOT_IMPLEMENTED;
}

void job_Close
(
    job_JobRef_t job
)
{
    Job_t* jobPtr = le_ref_Lookup(JobMap, job);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job %p", (void*)job);
        return;
    }

    DestroyJob(job, jobPtr);
}

job_TrayRef_t job_OpenTray
(
    void
)
{
    Tray_t* trayPtr = le_mem_ForceAlloc(TrayPool);

    memset(trayPtr, 0, sizeof(*trayPtr));
    trayPtr->sessionRef = job_GetClientSessionRef();

    // TODO: Set up the tray.

    return le_ref_CreateRef(TrayMap, trayPtr);
}

void job_CloseTray
(
    job_TrayRef_t tray
)
{
    Tray_t* trayPtr = le_ref_Lookup(TrayMap, tray);

    if (trayPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid tray %p", (void*)tray);
        return;
    }

    DestroyTray(tray, trayPtr);
}

uint32_t job_Count
(
    void
)
{
    // TODO: Do what it is for.

    return 0;
}

//--------------------------------------------------------------------------------------------------
/**
 * Called when a client's session ends, whether it was closed or the client died. Frees every job
 * and tray that the client still holds.
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

    le_ref_IterRef_t jobIterRef = le_ref_GetIterator(JobMap);

    while (le_ref_NextNode(jobIterRef) == LE_OK)
    {
        Job_t* jobPtr = le_ref_GetValue(jobIterRef);

        if (jobPtr->sessionRef == sessionRef)
        {
            job_JobRef_t jobRef = (job_JobRef_t)le_ref_GetSafeRef(jobIterRef);

            DestroyJob(jobRef, jobPtr);
        }
    }

    le_ref_IterRef_t trayIterRef = le_ref_GetIterator(TrayMap);

    while (le_ref_NextNode(trayIterRef) == LE_OK)
    {
        Tray_t* trayPtr = le_ref_GetValue(trayIterRef);

        if (trayPtr->sessionRef == sessionRef)
        {
            job_TrayRef_t trayRef = (job_TrayRef_t)le_ref_GetSafeRef(trayIterRef);

            DestroyTray(trayRef, trayPtr);
        }
    }
}

//--------------------------------------------------------------------------------------------------
/**
 * Starts the server.
 */
//--------------------------------------------------------------------------------------------------
COMPONENT_INIT
{
    JobPool = le_mem_CreatePool("Job", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Job", 16);

    TrayPool = le_mem_CreatePool("Tray", sizeof(Tray_t));
    TrayMap = le_ref_CreateMap("Tray", 16);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);

    LE_INFO("Ready.");
}
