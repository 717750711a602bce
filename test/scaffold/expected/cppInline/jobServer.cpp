#include "legato.h"
#include "interfaces.h"

#include <map>

namespace
{
    struct Job
    {
        uint32_t count = 0;
        le_msg_SessionRef_t sessionRef;
    };

    class Jobs
    {
    public:
        // Gives a new one.
        static job_JobRef_t open()
        {
            Job* job = new Job();
            job->sessionRef = job_GetClientSessionRef();
            number++;
            return static_cast<job_JobRef_t>(le_ref_CreateRef(map, job));
        }

        static Job* find(job_JobRef_t ref)
        {
            return static_cast<Job*>(le_ref_Lookup(map, ref));
        }

        // Frees a job, whether close() asks for it or the client's session has ended.
        static void destroyJob(job_JobRef_t ref, Job* job)
        {
            le_ref_DeleteRef(map, ref);
            delete job;
            number--;
        }

        // Takes one back.
        static void close(job_JobRef_t ref)
        {
            Job* job = find(ref);
            if (job == nullptr)
            {
                LE_KILL_CLIENT("Invalid job %p.", static_cast<void*>(ref));
                return;
            }
            destroyJob(ref, job);
        }

        // Called when a client's session ends, whether it was closed or the client died. Frees
        // every job that the client still holds.
        static void closeSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr)
        {
            LE_UNUSED(contextPtr);

            LE_DEBUG("Session %p has ended.", sessionRef);

            le_ref_IterRef_t iterRef = le_ref_GetIterator(map);

            while (le_ref_NextNode(iterRef) == LE_OK)
            {
                Job* job = static_cast<Job*>(le_ref_GetValue(iterRef));

                if (job->sessionRef == sessionRef)
                {
                    job_JobRef_t ref = (job_JobRef_t)le_ref_GetSafeRef(iterRef);

                    destroyJob(ref, job);
                }
            }
        }

        static le_ref_MapRef_t map;
        static uint32_t number;
    };

    le_ref_MapRef_t Jobs::map = nullptr;
    uint32_t Jobs::number = 0;
}

job_JobRef_t job_Open(const char* name)
{
    LE_UNUSED(name);
    return Jobs::open();
}

le_result_t job_Write(job_JobRef_t ref, uint32_t count)
{
    Job* job = Jobs::find(ref);
    if (job == nullptr)
    {
        return LE_NOT_FOUND;
    }
    job->count += count;
    return LE_OK;
}

void job_Close(job_JobRef_t ref)
{
    Jobs::close(ref);
}

uint32_t job_Count()
{
    return Jobs::number;
}

COMPONENT_INIT
{
    Jobs::map = le_ref_CreateMap("jobs", 10);

    // Free what a client still holds when its session ends.
    le_msg_AddServiceCloseHandler(job_GetServiceRef(), Jobs::closeSessionEventHandler, nullptr);
}
