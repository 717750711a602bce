#include "legato.h"
#include "interfaces.h"

struct job_Object
{
    uint32_t count;
    le_msg_SessionRef_t sessionRef;
};

static le_mem_PoolRef_t JobPool;
static le_ref_MapRef_t JobMap;

static struct job_Object *MakeJob(const char *name)
{
    struct job_Object *objectPtr = le_mem_AssertAlloc(JobPool);

    LE_INFO("job %s", name);
    objectPtr->count = 0;
    objectPtr->sessionRef = job_GetClientSessionRef();
    return objectPtr;
}

job_JobRef_t job_Open(const char *name)
{
    return le_ref_CreateRef(JobMap, MakeJob(name));
}

le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
    struct job_Object *objectPtr = le_ref_Lookup(JobMap, jobRef);
    if (objectPtr == NULL)
    {
        return LE_NOT_FOUND;
    }
    objectPtr->count += count;
    return LE_OK;
}

// Frees a job, whether job_Close() asks for it or the client's session has ended.
static void DestroyJob(job_JobRef_t jobRef, struct job_Object *objectPtr)
{
    le_ref_DeleteRef(JobMap, jobRef);
    le_mem_Release(objectPtr);
}

void job_Close(job_JobRef_t jobRef)
{
    struct job_Object *objectPtr = le_ref_Lookup(JobMap, jobRef);
    if (objectPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job %p.", jobRef);
        return;
    }
    DestroyJob(jobRef, objectPtr);
}

uint32_t job_Count(void)
{
    uint32_t count = 0;
    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobMap);
    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        count++;
    }
    return count;
}

static void SetUp(void)
{
    JobPool = le_mem_CreatePool("Jobs", sizeof(struct job_Object));
    JobMap = le_ref_CreateMap("Jobs", 10);
}

// Before the services are there.
COMPONENT_INIT_ONCE
{
    LE_INFO("Once.");
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void *contextPtr)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        struct job_Object *objectPtr = le_ref_GetValue(iterRef);

        if (objectPtr->sessionRef == sessionRef)
        {
            job_JobRef_t jobRef = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

            DestroyJob(jobRef, objectPtr);
        }
    }
}

COMPONENT_INIT
{
    SetUp();

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
