#include "legato.h"
#include "interfaces.h"

#define MAX_JOBS 8

typedef struct
{
    bool     inUse;
    uint32_t count;
}
Slot_t;

static Slot_t Slots[MAX_JOBS];

static Slot_t* SlotOf(job_JobRef_t jobRef)
{
    Slot_t* slotPtr = (Slot_t*)jobRef;

    return ((slotPtr >= Slots) && (slotPtr < Slots + MAX_JOBS) && slotPtr->inUse) ? slotPtr : NULL;
}

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
    if (jobRef != NULL)
    {
        JobOwner_t* ownerPtr = le_mem_ForceAlloc(JobOwnerPool);

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
        JobOwner_t* ownerPtr = le_ref_GetValue(iterRef);

        if ((ownerPtr->jobRef == jobRef) && (ownerPtr->sessionRef == sessionRef))
        {
            le_ref_DeleteRef(JobOwnerMap, (void*)le_ref_GetSafeRef(iterRef));
            le_mem_Release(ownerPtr);
            return;
        }
    }
}

le_result_t job_Open(const char* name, job_JobRef_t* jobRefPtr)
{
    le_result_t result = LE_NO_MEMORY;

    LE_UNUSED(name);
    for (int i = 0; i < MAX_JOBS; i++)
    {
        if (!Slots[i].inUse)
        {
            Slots[i].inUse = true;
            Slots[i].count = 0;
            *jobRefPtr = (job_JobRef_t)&Slots[i];
            result = LE_OK;
            break;
        }
    }
    if (result == LE_OK)
    {
        RememberJobOwner(*jobRefPtr);
    }
    return result;
}

le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
    Slot_t* slotPtr = SlotOf(jobRef);
    if (slotPtr == NULL)
    {
        return LE_NOT_FOUND;
    }
    slotPtr->count += count;
    return LE_OK;
}

// Frees a job, whether job_Close() asks for it or the client's session has ended.
static void DestroyJob(job_JobRef_t jobRef)
{
    Slot_t* slotPtr = SlotOf(jobRef);

    slotPtr->count = 0;
    slotPtr->inUse = false;
}

le_result_t job_Close(job_JobRef_t jobRef)
{
    Slot_t* slotPtr = SlotOf(jobRef);
    if (slotPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job %p.", jobRef);
        return LE_NOT_FOUND;
    }
    ForgetJobOwner(jobRef);
    DestroyJob(jobRef);
    return LE_OK;
}

uint32_t job_Count(void)
{
    uint32_t count = 0;
    for (int i = 0; i < MAX_JOBS; i++)
    {
        count += Slots[i].inUse ? 1 : 0;
    }
    return count;
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

    memset(Slots, 0, sizeof(Slots));
}
