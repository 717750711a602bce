/**
 * @file client.h
 *
 * The `job` service as a client uses it, whatever its functions look like: CLIENT says which adapter is meant, PREFIX which service.
 *
 * A job is a number here; 0 means that none was given.
 */

#ifndef CLIENT_H
#define CLIENT_H

#include "check.h"
#include "interfaces.h"

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define TEXT_(a) #a
#define TEXT(a) TEXT_(a)

/** `job_Open`, or `other_Open` for a service with an alias. */
#define API(name) PASTE(PREFIX, name)
#define SERVICE TEXT(PREFIX)

typedef uintptr_t Job_t;

#define RESULT 1
#define OUT 2
#define NUMBER 3
#define ASYNC 4
#define NEW_ONLY 5
#define LATER 6

#ifdef __cplusplus
extern "C"
{
#endif

#if CLIENT == RESULT
static inline Job_t OpenJob(const char* name) { return (Job_t)API(Open)(name); }
#elif CLIENT == OUT
static inline Job_t OpenJob(const char* name)
{
    PASTE(PREFIX, JobRef_t) jobRef = NULL;
    return (API(Open)(name, &jobRef) == LE_OK) ? (Job_t)jobRef : 0;
}
#elif CLIENT == NUMBER
static inline Job_t OpenJob(const char* name)
{
    uint32_t job = 0;
    return (API(Open)(name, &job) == LE_OK) ? job : 0;
}
#elif CLIENT == ASYNC
static Job_t AnsweredJob;
static le_result_t AnsweredResult;
static uint32_t AnsweredCount;
void API(OpenRespond)(PASTE(PREFIX, ServerCmdRef_t) cmdRef, PASTE(PREFIX, JobRef_t) result)
{
    LE_UNUSED(cmdRef);
    AnsweredJob = (Job_t)result;
}
void API(WriteRespond)(PASTE(PREFIX, ServerCmdRef_t) cmdRef, le_result_t result)
{
    LE_UNUSED(cmdRef);
    AnsweredResult = result;
}
void API(CloseRespond)(PASTE(PREFIX, ServerCmdRef_t) cmdRef) { LE_UNUSED(cmdRef); }
void API(CountRespond)(PASTE(PREFIX, ServerCmdRef_t) cmdRef, uint32_t result)
{
    LE_UNUSED(cmdRef);
    AnsweredCount = result;
}
static inline Job_t OpenJob(const char* name) { AnsweredJob = 0; API(Open)(NULL, name); return AnsweredJob; }
static inline bool CanWrite(Job_t job)
{
    API(Write)(NULL, (PASTE(PREFIX, JobRef_t))job, 1);
    return AnsweredResult == LE_OK;
}
static inline void CloseJob(Job_t job) { API(Close)(NULL, (PASTE(PREFIX, JobRef_t))job); }
static inline uint32_t JobCount(void) { API(Count)(NULL); return AnsweredCount; }
#elif CLIENT == LATER
static void JobHandler(PASTE(PREFIX, JobRef_t) jobRef, void* contextPtr) { *(Job_t*)contextPtr = (Job_t)jobRef; }
static inline Job_t OpenJob(const char* name)
{
    Job_t job = 0;
    API(OpenLater)(name, JobHandler, &job);
    Fake_RunQueue();
    return job;
}
#elif CLIENT == NEW_ONLY
static inline Job_t OpenJob(const char* name) { return (Job_t)API(NewJob)(name); }
#endif

#if CLIENT != ASYNC
#if CLIENT == NUMBER
#define HANDLE(job) ((uint32_t)(job))
#else
#define HANDLE(job) ((PASTE(PREFIX, JobRef_t))(job))
#endif
static inline bool CanWrite(Job_t job) { return API(Write)(HANDLE(job), 1) == LE_OK; }
#if CLIENT != NEW_ONLY
static inline void CloseJob(Job_t job) { API(Close)(HANDLE(job)); }
#endif
static inline uint32_t JobCount(void) { return API(Count)(); }
#endif

/** All that the framework keeps for the server. */
static inline size_t Held(void)
{
    return Fake_LiveObjects() + Fake_LiveReferences() + Fake_LiveHashEntries();
}

/** Starts the component as its generated code would: services first, unless they wait for the component. */
static inline void StartComponent(void)
{
#ifndef MANUAL_START
    Fake_Advertise(SERVICE);
#ifdef SECOND_PREFIX
    Fake_Advertise(TEXT(SECOND_PREFIX));
#endif
#endif
    Fake_ComponentInit();
    CHECK(Fake_CloseHandlers(SERVICE) == 1);
}

#ifdef __cplusplus
}
#endif

#endif
