#include "legato.h"
#include "interfaces.h"

typedef struct {
    uint32_t handle;    // also the key
    uint32_t count;
    le_msg_SessionRef_t sessionRef; // Session of the client that it belongs to.
} Job_t;

static le_mem_PoolRef_t jobPool;
static le_hashmap_Ref_t jobsByHandle;

static uint32_t nextHandle(void) {
    static uint32_t last = 100;
    return ++last;
}

le_result_t job_Open(const char* name, uint32_t* handlePtr) {
    LE_UNUSED(name);
    Job_t* jobPtr = le_mem_ForceAlloc(jobPool);
    if (jobPtr == NULL) {
        return LE_NO_MEMORY;
    }
    jobPtr->handle = nextHandle();
    jobPtr->count = 0;
    jobPtr->sessionRef = job_GetClientSessionRef();
    if (le_hashmap_Put(jobsByHandle, &jobPtr->handle, jobPtr) != NULL) {
        LE_FATAL("handle %u is taken", jobPtr->handle);
    }
    *handlePtr = jobPtr->handle;
    return LE_OK;
}

le_result_t job_Write(uint32_t handle, uint32_t count) {
    Job_t* jobPtr = le_hashmap_Get(jobsByHandle, &handle);
    if (jobPtr == NULL) {
        return LE_NOT_FOUND;
    }
    jobPtr->count += count;
    return LE_OK;
}

// Frees a handle, whether job_Close() asks for it or the client's session has ended.
static void destroyHandle(uint32_t handle, Job_t* jobPtr) {
    le_hashmap_Remove(jobsByHandle, &handle);
    le_mem_Release(jobPtr);
}

le_result_t job_Close(uint32_t handle) {
    Job_t* jobPtr = le_hashmap_Get(jobsByHandle, &handle);
    if (jobPtr == NULL) {
        return LE_NOT_FOUND;
    }
    destroyHandle(handle, jobPtr);
    return LE_OK;
}

uint32_t job_Count(void) {
    return (uint32_t)le_hashmap_Size(jobsByHandle);
}

// Called when a client's session ends, whether it was closed or the client died. Frees every handle
// that the client still holds.
static void closeSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr) {
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    le_hashmap_It_Ref_t iterRef = le_hashmap_GetIterator(jobsByHandle);

    while (le_hashmap_NextNode(iterRef) == LE_OK) {
        Job_t* jobPtr = le_hashmap_GetValue(iterRef);

        if (jobPtr->sessionRef == sessionRef) {
            uint32_t handle = jobPtr->handle;

            destroyHandle(handle, jobPtr);
        }
    }
}

COMPONENT_INIT {
    jobPool = le_mem_CreatePool("jobs", sizeof(Job_t));
    jobsByHandle = le_hashmap_Create("jobs", 13, le_hashmap_HashUInt32, le_hashmap_EqualsUInt32);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), closeSessionEventHandler, NULL);
}
