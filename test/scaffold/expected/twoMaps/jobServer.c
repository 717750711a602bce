#include "legato.h"
#include "interfaces.h"

typedef struct
{
    uint32_t count;                    ///< Written so far.
    le_msg_SessionRef_t sessionRef;    ///< Session of the client that it belongs to.
}
Job_t;

typedef struct
{
    uint32_t            sheets;        ///< Left in it.
    le_msg_SessionRef_t ownerRef;      ///< Who pulled it.
}
Tray_t;

static le_mem_PoolRef_t JobPool;
static le_mem_PoolRef_t TrayPool;
static le_ref_MapRef_t JobMap;
static le_ref_MapRef_t TrayMap;
static uint32_t Count = 0;

job_JobRef_t job_Open(const char* name)
{
    LE_UNUSED(name);

    Job_t* jobPtr = le_mem_ForceAlloc(JobPool);
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
    Count++;
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

job_TrayRef_t job_OpenTray(void)
{
    Tray_t* trayPtr = le_mem_ForceAlloc(TrayPool);
    trayPtr->sheets = 250;
    trayPtr->ownerRef = job_GetClientSessionRef();
    Count++;
    return le_ref_CreateRef(TrayMap, trayPtr);
}

// The whole of closing a tray, without asking who wants it.
static void PushTray(Tray_t* trayPtr, job_TrayRef_t trayRef)
{
    le_ref_DeleteRef(TrayMap, trayRef);
    le_mem_Release(trayPtr);
    Count--;
}

void job_CloseTray(job_TrayRef_t trayRef)
{
    Tray_t* trayPtr = le_ref_Lookup(TrayMap, trayRef);
    if (trayPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid tray %p.", trayRef);
        return;
    }
    PushTray(trayPtr, trayRef);
}

uint32_t job_Count(void)
{
    return Count;
}

static void CreateJobs(void)
{
    JobPool = le_mem_CreatePool("Jobs", sizeof(Job_t));
    JobMap = le_ref_CreateMap("Jobs", 10);
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// and tray that the client still holds.
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
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

        if (trayPtr->ownerRef == sessionRef)
        {
            job_TrayRef_t trayRef = (job_TrayRef_t)le_ref_GetSafeRef(trayIterRef);

            PushTray(trayPtr, trayRef);
        }
    }
}

COMPONENT_INIT
{
    LE_INFO("Starting.");
    TrayPool = le_mem_CreatePool("Trays", sizeof(Tray_t));
    TrayMap = le_ref_CreateMap("Trays", 4);
    CreateJobs();

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);

    LE_INFO("Started.");
}
