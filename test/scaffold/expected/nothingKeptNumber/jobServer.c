#include "legato.h"
#include "interfaces.h"
#include "adaptor.h"

// A client and a handle that it holds.
typedef struct
{
    le_msg_SessionRef_t sessionRef;
    uint32_t            job;
}
HandleOwner_t;

// Pool of the records of who holds a handle.
static le_mem_PoolRef_t HandleOwnerPool;

// All records of who holds a handle.
static le_ref_MapRef_t HandleOwnerMap;

// Remembers that the client being served now holds a handle.
static void RememberHandleOwner(uint32_t job)
{
    HandleOwner_t* ownerPtr = le_mem_ForceAlloc(HandleOwnerPool);

    ownerPtr->sessionRef = job_GetClientSessionRef();
    ownerPtr->job = job;
    le_ref_CreateRef(HandleOwnerMap, ownerPtr);
}

// Forgets that the client being served now holds a handle.
static void ForgetHandleOwner(uint32_t job)
{
    le_msg_SessionRef_t sessionRef = job_GetClientSessionRef();
    le_ref_IterRef_t iterRef = le_ref_GetIterator(HandleOwnerMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        HandleOwner_t* ownerPtr = le_ref_GetValue(iterRef);

        if ((ownerPtr->job == job) && (ownerPtr->sessionRef == sessionRef))
        {
            le_ref_DeleteRef(HandleOwnerMap, (void*)le_ref_GetSafeRef(iterRef));
            le_mem_Release(ownerPtr);
            return;
        }
    }
}

le_result_t job_Open(const char* name, uint32_t* jobPtr)
{
    le_result_t result = pa_Open(name, jobPtr);

    if ((result == LE_OK) && (jobPtr != NULL))
    {
        RememberHandleOwner(*jobPtr);
    }

    return result;
}

le_result_t job_Write(uint32_t job, uint32_t count)
{
    return pa_Write(job, count);
}

le_result_t job_Close(uint32_t job)
{
    le_result_t result = pa_Close(job);

    if (result == LE_OK)
    {
        ForgetHandleOwner(job);
    }

    return result;
}

uint32_t job_Count(void)
{
    return pa_Count();
}

// Called when a client's session ends, whether it was closed or the client died. Frees every handle
// that the client still holds.
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_ref_IterRef_t iterRef = le_ref_GetIterator(HandleOwnerMap);

    while (le_ref_NextNode(iterRef) == LE_OK)
    {
        HandleOwner_t* ownerPtr = le_ref_GetValue(iterRef);

        if (ownerPtr->sessionRef == sessionRef)
        {
            uint32_t job = ownerPtr->job;

            le_ref_DeleteRef(HandleOwnerMap, (void*)le_ref_GetSafeRef(iterRef));
            le_mem_Release(ownerPtr);
            pa_Close(job);
        }
    }
}

COMPONENT_INIT
{
    HandleOwnerPool = le_mem_CreatePool("HandleOwnerPool", sizeof(HandleOwner_t));
    HandleOwnerMap = le_ref_CreateMap("HandleOwnerMap", 16);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
