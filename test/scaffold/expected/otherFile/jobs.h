#ifndef JOBS_H
#define JOBS_H

#include "legato.h"
#include "interfaces.h"

/** A job. */
typedef struct
{
    uint32_t     count;    /**< What was written. */
    job_JobRef_t ref;      /**< What the client knows it by. */
    le_msg_SessionRef_t sessionRef; /**< Session of the client that it belongs to. */
} jobs_Job_t;

void jobs_Start(void);

#endif
