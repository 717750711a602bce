#include "legato.h"
#include "interfaces.h"

struct Job
{
    uint32_t count;
    le_msg_SessionRef_t sessionRef;
};

static le_mem_PoolRef_t jobPool = NULL;
static le_ref_MapRef_t jobMap = NULL;
static uint32_t jobCount = 0;

static void createOnce(void)
{
    if (jobMap == NULL)
    {
        jobPool = le_mem_CreatePool("jobs", sizeof(struct Job));
        jobMap = le_ref_CreateMap("jobs", 10);
    }
}

job_JobRef_t job_Open(const char *name)
{
    createOnce();

    struct Job *job = le_mem_ForceAlloc(jobPool);

    LE_UNUSED(name);
    job->count = 0;
    job->sessionRef = job_GetClientSessionRef();
    jobCount++;
    return le_ref_CreateRef(jobMap, job);
}

static struct Job *findJob(job_JobRef_t ref)
{
    return (jobMap == NULL) ? NULL : le_ref_Lookup(jobMap, ref);
}

le_result_t job_Write(job_JobRef_t ref, uint32_t count)
{
    struct Job *job = findJob(ref);
    if (job == NULL)
    {
        return LE_NOT_FOUND;
    }
    job->count += count;
    return LE_OK;
}

// Frees a job, whether job_Close() asks for it or the client's session has ended.
static void destroyJob(job_JobRef_t ref, struct Job *job)
{
    le_ref_DeleteRef(jobMap, ref);
    le_mem_Release(job);
    jobCount--;
}

void job_Close(job_JobRef_t ref)
{
    struct Job *job = findJob(ref);
    if (job == NULL)
    {
        LE_ERROR("no such job");
        return;
    }
    destroyJob(ref, job);
}

uint32_t job_Count(void)
{
    return jobCount;
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
static void closeSessionEventHandler(le_msg_SessionRef_t sessionRef, void *contextPtr)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    if (jobMap != NULL)
    {
        le_ref_IterRef_t iterRef = le_ref_GetIterator(jobMap);

        while (le_ref_NextNode(iterRef) == LE_OK)
        {
            struct Job *job = le_ref_GetValue(iterRef);

            if (job->sessionRef == sessionRef)
            {
                job_JobRef_t ref = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

                destroyJob(ref, job);
            }
        }
    }
}

COMPONENT_INIT
{
    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), closeSessionEventHandler, NULL);

    LE_INFO("ready");
}
