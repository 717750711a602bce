#include "legato.h"
#include "interfaces.h"

#include <map>
#include <memory>

// The jobs by the number that their clients know them by.
static std::map<uintptr_t, std::shared_ptr<uint32_t>> jobs;
static uintptr_t lastNumber = 1;

// A client and a job that it holds.
typedef struct
{
    le_msg_SessionRef_t sessionRef;
    job_JobRef_t        jobRef;
}
JobOwner_t;

// Pool of the records of who holds a job.
static le_mem_PoolRef_t JobOwnerPool;

// All records of who holds a job.
static le_ref_MapRef_t JobOwnerMap;

// Remembers that the client being served now holds a job.
static void RememberJobOwner(job_JobRef_t jobRef)
{
    if (jobRef != nullptr)
    {
        JobOwner_t* ownerPtr = static_cast<JobOwner_t*>(le_mem_ForceAlloc(JobOwnerPool));

        ownerPtr->sessionRef = job_GetClientSessionRef();
        ownerPtr->jobRef = jobRef;
        le_ref_CreateRef(JobOwnerMap, ownerPtr);
    }
}

// Forgets that the client being served now holds a job.
static void ForgetJobOwner(job_JobRef_t jobRef)
{
    le_msg_SessionRef_t sessionRef = job_GetClientSessionRef();
    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobOwnerMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        JobOwner_t* ownerPtr = static_cast<JobOwner_t*>(le_ref_GetValue(iterRef));

        if ((ownerPtr->jobRef == jobRef) && (ownerPtr->sessionRef == sessionRef))
        {
            le_ref_DeleteRef(JobOwnerMap, (void*)le_ref_GetSafeRef(iterRef));
            le_mem_Release(ownerPtr);
            return;
        }
    }
}

job_JobRef_t job_Open(const char* name)
{
    LE_UNUSED(name);
    lastNumber += 2;
    jobs[lastNumber] = std::make_shared<uint32_t>(0);
    job_JobRef_t jobRef = reinterpret_cast<job_JobRef_t>(lastNumber);

    RememberJobOwner(jobRef);

    return jobRef;
}

le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
    auto found = jobs.find(reinterpret_cast<uintptr_t>(jobRef));
    if (found == jobs.end())
    {
        return LE_NOT_FOUND;
    }
    *found->second += count;
    return LE_OK;
}

void job_Close(job_JobRef_t jobRef)
{
    ForgetJobOwner(jobRef);
    jobs.erase(reinterpret_cast<uintptr_t>(jobRef));
}

uint32_t job_Count(void)
{
    return static_cast<uint32_t>(jobs.size());
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(JobOwnerMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        JobOwner_t* ownerPtr = static_cast<JobOwner_t*>(le_ref_GetValue(iterRef));

        if (ownerPtr->sessionRef == sessionRef)
        {
            job_JobRef_t jobRef = ownerPtr->jobRef;

            le_ref_DeleteRef(JobOwnerMap, (void*)le_ref_GetSafeRef(iterRef));
            le_mem_Release(ownerPtr);
            jobs.erase(reinterpret_cast<uintptr_t>(jobRef));
        }
    }
}

COMPONENT_INIT
{
    JobOwnerPool = le_mem_CreatePool("JobOwnerPool", sizeof(JobOwner_t));
    JobOwnerMap = le_ref_CreateMap("JobOwnerMap", 16);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, nullptr);
}
