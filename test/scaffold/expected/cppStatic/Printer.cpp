#include "Printer.h"

le_mem_PoolRef_t Printer::jobPool = nullptr;
le_ref_MapRef_t Printer::jobMap = nullptr;
uint32_t Printer::jobCount = 0;

void Printer::Init()
{
    jobPool = le_mem_CreatePool("jobs", sizeof(Job));
    jobMap = le_ref_CreateMap("jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, nullptr);
}

job_JobRef_t Printer::Open(const char* name)
{
    Job* job = static_cast<Job*>(le_mem_ForceAlloc(jobPool));

    job->count = 0;
    job->sessionRef = job_GetClientSessionRef();
    le_utf8_Copy(job->name, name, sizeof(job->name), nullptr);
    jobCount++;
    return static_cast<job_JobRef_t>(le_ref_CreateRef(jobMap, job));
}

le_result_t Printer::Write(job_JobRef_t jobRef, uint32_t count)
{
    Job* job = static_cast<Job*>(le_ref_Lookup(jobMap, jobRef));

    if (!job)
    {
        return LE_NOT_FOUND;
    }
    job->count += count;
    return LE_OK;
}

// Frees a job, whether Close() asks for it or the client's session has ended.
void Printer::DestroyJob(job_JobRef_t jobRef, Job* job)
{
    le_ref_DeleteRef(jobMap, jobRef);
    le_mem_Release(job);
    jobCount--;
}

void Printer::Close(job_JobRef_t jobRef)
{
    Job* job = static_cast<Job*>(le_ref_Lookup(jobMap, jobRef));

    if (!job)
    {
        LE_KILL_CLIENT("Invalid job %p.", static_cast<void*>(jobRef));
        return;
    }
    DestroyJob(jobRef, job);
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
void Printer::CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(jobMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        Job* job = static_cast<Job*>(le_ref_GetValue(iterRef));

        if (job->sessionRef == sessionRef)
        {
            job_JobRef_t jobRef = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

            DestroyJob(jobRef, job);
        }
    }
}

uint32_t Printer::Count()
{
    return jobCount;
}
