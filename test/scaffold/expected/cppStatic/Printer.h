#ifndef PRINTER_H
#define PRINTER_H

#include "legato.h"
#include "interfaces.h"

class Printer
{
public:
    static void Init();
    static job_JobRef_t Open(const char* name);
    static le_result_t Write(job_JobRef_t jobRef, uint32_t count);
    static void Close(job_JobRef_t jobRef);    ///< Closes a job.
    static void CloseSessionEventHandler(le_msg_SessionRef_t sessionRef, void* contextPtr);
    static uint32_t Count();

private:
    struct Job
    {
        uint32_t count;
        char name[33];
        le_msg_SessionRef_t sessionRef;
    };

    static le_mem_PoolRef_t jobPool;
    static le_ref_MapRef_t jobMap;
    static uint32_t jobCount;
    static void DestroyJob(job_JobRef_t jobRef, Job* job);
};

#endif
