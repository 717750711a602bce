#include "legato.h"
#include "interfaces.h"

static struct
{
    uint32_t count;
}
State;

static le_msg_SessionRef_t Owner = NULL;

// Opens the only job there is.
le_result_t job_Open(const char *name, job_JobRef_t *jobRefPtr)
{
    if (Owner != NULL)
    {
        return LE_BUSY;
    }
    LE_INFO("job %s", name);
    Owner = job_GetClientSessionRef();
    State.count = 0;
    *jobRefPtr = (job_JobRef_t)&State;
    return LE_OK;
}

static bool IsOwner(void)
{
    return (Owner != NULL) && (Owner == job_GetClientSessionRef());
}

le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
    LE_UNUSED(jobRef);
    if (!IsOwner())
    {
        return LE_NOT_PERMITTED;
    }
    State.count += count;
    return LE_OK;
}

// Frees a job, whether job_Close() asks for it or the client's session has ended.
static void DestroyJob(void)
{
    State.count = 0;
    Owner = NULL;
}

// Closes it.
le_result_t job_Close(job_JobRef_t jobRef)
{
    LE_UNUSED(jobRef);
    if (!IsOwner())
    {
        return LE_NOT_PERMITTED;
    }
    DestroyJob();
    return LE_OK;
}

uint32_t job_Count(void)
{
    return (Owner == NULL) ? 0 : 1;
}

// Called when a client's session ends, whether it was closed or the client died. Frees what the
// client still holds.
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void *contextPtr)
{
    LE_UNUSED(contextPtr);

    LE_DEBUG("Session %p has ended.", sessionRef);

    if (Owner == sessionRef)
    {
        DestroyJob();
    }
}

COMPONENT_INIT
{
    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
