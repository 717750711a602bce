#include "Printer.hpp"

using namespace example;

Printer &Printer::GetInstance()
{
    static Printer instance;
    return instance;
}

void Printer::Init()
{
    mPool = le_mem_CreatePool("jobs", sizeof(Job_t));
    mJobs = le_ref_CreateMap("jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, nullptr);
}

job_JobRef_t Printer::Open(const char *name)
{
    Job_t *jobPtr = (Job_t *)le_mem_ForceAlloc(mPool);
    LE_UNUSED(name);
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
    mCount++;
    return (job_JobRef_t)le_ref_CreateRef(mJobs, (void *)jobPtr);
}

le_result_t Printer::Write(job_JobRef_t jobRef, uint32_t count)
{
    Job_t *jobPtr = (Job_t *)le_ref_Lookup(mJobs, jobRef);
    if (jobPtr == NULL) {
        return LE_NOT_FOUND;
    }
    jobPtr->count += count;
    return LE_OK;
}

// Frees a job, whether Close() asks for it or the client's session has ended.
void Printer::DestroyJob(job_JobRef_t jobRef, Job_t *jobPtr)
{
    le_ref_DeleteRef(mJobs, jobRef);
    le_mem_Release(jobPtr);
    mCount--;
}

void Printer::Close(job_JobRef_t jobRef)
{
    Job_t *jobPtr = (Job_t *)le_ref_Lookup(mJobs, jobRef);
    if (jobPtr == NULL) {
        LE_ERROR("Invalid job %p.", jobRef);
        return;
    }
    DestroyJob(jobRef, jobPtr);
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
void Printer::CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void *contextPtr)
{
    LE_UNUSED(contextPtr);

    auto &self = Printer::GetInstance();

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(self.mJobs);

    while (le_ref_NextNode(iterRef) == LE_OK) {
        Job_t *jobPtr = static_cast<Job_t *>(le_ref_GetValue(iterRef));

        if (jobPtr->sessionRef == sessionRef) {
            job_JobRef_t jobRef = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

            self.DestroyJob(jobRef, jobPtr);
        }
    }
}

uint32_t Printer::Count() const
{
    return mCount;
}
