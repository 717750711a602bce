#include "legato.h"
#include "interfaces.h"

typedef struct Job
{
  uint32_t count;
  le_msg_SessionRef_t sessionRef;
} Job_t;

static le_mem_PoolRef_t Pool;
static le_ref_MapRef_t Map;
static uint32_t Count;

// Opens a job.
job_JobRef_t job_Open(const char* name)
{
  Job_t* jobPtr;

  LE_INFO("%s", name);
  jobPtr = le_mem_ForceAlloc(Pool);
  *jobPtr = (Job_t){ .count = 0 };
  jobPtr->sessionRef = job_GetClientSessionRef();
  Count++;
  return le_ref_CreateRef(Map, jobPtr);
}

le_result_t job_Write(job_JobRef_t jobRef, uint32_t count)
{
  Job_t* jobPtr = le_ref_Lookup(Map, jobRef);
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
  le_ref_DeleteRef(Map, jobRef);
  le_mem_Release(jobPtr);
  Count--;
}

// Closes a job.
void job_Close(job_JobRef_t jobRef)
{
  Job_t* jobPtr = le_ref_Lookup(Map, jobRef);
  if (jobPtr != NULL)
  {
    DestroyJob(jobRef, jobPtr);
  }
  else
  {
    LE_KILL_CLIENT("Invalid job");
  }
}

uint32_t job_Count(void)
{
  return Count;
}

// Called when a client's session ends, whether it was closed or the client died. Frees every job
// that the client still holds.
static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
  LE_UNUSED(contextPtr);

  LE_DEBUG("Session %p has ended.", sessionRef);

  le_ref_IterRef_t iterRef = le_ref_GetIterator(Map);

  while (le_ref_NextNode(iterRef) == LE_OK)
  {
    Job_t* jobPtr = le_ref_GetValue(iterRef);

    if (jobPtr->sessionRef == sessionRef)
    {
      job_JobRef_t jobRef = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

      DestroyJob(jobRef, jobPtr);
    }
  }
}

COMPONENT_INIT
{
  Pool = le_mem_CreatePool("Jobs", sizeof(Job_t));
  Map = le_ref_CreateMap("Jobs", 10);

  // Free what a client still holds when its session ends.
  le_msg_AddServiceCloseHandler(job_GetServiceRef(), CloseSessionEventHandler, NULL);
}
