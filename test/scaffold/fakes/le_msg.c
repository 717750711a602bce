/**
 * @file le_msg.c
 *
 * Services, sessions and close handlers, with the framework's rules: a service must be advertised (that is, exist for the server)
 * before a handler is registered, handlers run last first, and while they run the service has no client.
 */

#include "fake.h"

#define MAX_SERVICES 8
#define MAX_HANDLERS 8

typedef struct
{
    le_msg_SessionEventHandler_t func;
    void* contextPtr;
}
CloseHandler_t;

struct le_msg_Service
{
    char prefix[64];
    bool isAdvertised;
    size_t handlerCount;
    CloseHandler_t handlers[MAX_HANDLERS];
};

struct le_msg_Session
{
    le_msg_ServiceRef_t serviceRef;
    bool isKilled;
};

static struct le_msg_Service Services[MAX_SERVICES];
static size_t ServiceCount = 0;
static le_msg_SessionRef_t CurrentSession = NULL;

le_msg_ServiceRef_t Fake_Service(const char* prefixPtr)
{
    for (size_t i = 0; i < ServiceCount; i++)
    {
        if (strcmp(Services[i].prefix, prefixPtr) == 0)
        {
            return &Services[i];
        }
    }
    LE_FATAL_IF(ServiceCount == MAX_SERVICES, "too many services for the fake");
    snprintf(Services[ServiceCount].prefix, sizeof(Services[ServiceCount].prefix), "%s", prefixPtr);
    return &Services[ServiceCount++];
}

void Fake_Advertise(const char* prefixPtr)
{
    Fake_Service(prefixPtr)->isAdvertised = true;
}

le_msg_SessionRef_t Fake_OpenSession(const char* prefixPtr)
{
    le_msg_SessionRef_t sessionRef = calloc(1, sizeof(*sessionRef));

    sessionRef->serviceRef = Fake_Service(prefixPtr);
    LE_FATAL_IF(!sessionRef->serviceRef->isAdvertised, "service '%s' is not advertised", prefixPtr);
    return sessionRef;
}

void Fake_CallAs(le_msg_SessionRef_t sessionRef)
{
    CurrentSession = sessionRef;
}

le_msg_SessionRef_t Fake_ClientOf(const char* prefixPtr)
{
    return ((CurrentSession != NULL) && (CurrentSession->serviceRef == Fake_Service(prefixPtr))) ? CurrentSession : NULL;
}

le_msg_SessionEventHandlerRef_t le_msg_AddServiceCloseHandler(le_msg_ServiceRef_t serviceRef,
                                                              le_msg_SessionEventHandler_t handlerFunc,
                                                              void* contextPtr)
{
    LE_FATAL_IF((serviceRef == NULL) || !serviceRef->isAdvertised, "close handler registered before its service is advertised");
    LE_FATAL_IF(serviceRef->handlerCount == MAX_HANDLERS, "too many close handlers for service '%s'", serviceRef->prefix);

    CloseHandler_t* handlerPtr = &serviceRef->handlers[serviceRef->handlerCount++];

    handlerPtr->func = handlerFunc;
    handlerPtr->contextPtr = contextPtr;
    return (le_msg_SessionEventHandlerRef_t)handlerPtr;
}

void Fake_EndSession(le_msg_SessionRef_t sessionRef)
{
    CurrentSession = NULL;
    for (size_t i = sessionRef->serviceRef->handlerCount; i > 0; i--)
    {
        CloseHandler_t* handlerPtr = &sessionRef->serviceRef->handlers[i - 1];

        handlerPtr->func(sessionRef, handlerPtr->contextPtr);
    }
}

size_t Fake_CloseHandlers(const char* prefixPtr)
{
    return Fake_Service(prefixPtr)->handlerCount;
}

bool Fake_WasKilled(le_msg_SessionRef_t sessionRef)
{
    return sessionRef->isKilled;
}

void Fake_KillClient(const char* formatPtr, ...)
{
    LE_FATAL_IF(CurrentSession == NULL, "LE_KILL_CLIENT where there is no client: %s", formatPtr);
    CurrentSession->isKilled = true;
}

le_result_t le_msg_GetClientProcessId(le_msg_SessionRef_t sessionRef, pid_t* processIdPtr)
{
    LE_UNUSED(sessionRef);
    *processIdPtr = 1;
    return LE_OK;
}
