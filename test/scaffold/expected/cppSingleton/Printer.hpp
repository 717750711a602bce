#pragma once

#include "legato.h"
#include "interfaces.h"

namespace example {

typedef struct
{
    uint32_t     count;    // written so far
    le_dls_Link_t link;    // in the list of all
    le_msg_SessionRef_t sessionRef; // Session of the client that it belongs to.
} Job_t;

class Printer
{
    public:
        static Printer &GetInstance();

        void Init();
        job_JobRef_t Open(const char *name);
        le_result_t Write(job_JobRef_t jobRef, uint32_t count);
        void Close(job_JobRef_t jobRef);
        static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void *contextPtr);
        uint32_t Count() const;

    private:
        Printer() {}

        le_mem_PoolRef_t mPool;
        le_ref_MapRef_t mJobs;
        uint32_t mCount = 0;
        void DestroyJob(job_JobRef_t jobRef, Job_t *jobPtr);
};

} // namespace example
