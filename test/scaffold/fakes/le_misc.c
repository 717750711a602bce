/**
 * @file le_misc.c
 *
 * Logging, events and text: enough to link.
 */

#include "fake.h"

#include <stdarg.h>

struct le_event_Handler
{
    void* contextPtr;
};

#define MAX_QUEUED 16

typedef struct
{
    le_event_DeferredFunc_t func;
    void* param1Ptr;
    void* param2Ptr;
}
Deferred_t;

static struct le_event_Handler Handler;
static Deferred_t Queue[MAX_QUEUED];
static size_t Queued = 0;

void Fake_Log(const char* levelPtr, const char* formatPtr, ...)
{
    va_list arguments;

    va_start(arguments, formatPtr);
    fprintf(stderr, "%s: ", levelPtr);
    vfprintf(stderr, formatPtr, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void Fake_Fatal(const char* formatPtr, ...)
{
    va_list arguments;

    va_start(arguments, formatPtr);
    fputs("FATAL: ", stderr);
    vfprintf(stderr, formatPtr, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

const char* Fake_ResultText(le_result_t result)
{
    return (result == LE_OK) ? "LE_OK" : "not LE_OK";
}

le_event_Id_t le_event_CreateId(const char* name, size_t payloadSize)
{
    LE_UNUSED(payloadSize);
    return (le_event_Id_t)(uintptr_t)name;
}

le_event_HandlerRef_t le_event_AddLayeredHandler(const char* name, le_event_Id_t eventId,
                                                 le_event_LayeredHandlerFunc_t firstLayerFunc, void* secondLayerFunc)
{
    LE_UNUSED(name);
    LE_UNUSED(eventId);
    LE_UNUSED(firstLayerFunc);
    LE_UNUSED(secondLayerFunc);
    return &Handler;
}

void le_event_RemoveHandler(le_event_HandlerRef_t handlerRef)
{
    LE_UNUSED(handlerRef);
}

void le_event_Report(le_event_Id_t eventId, void* payloadPtr, size_t payloadSize)
{
    LE_UNUSED(eventId);
    LE_UNUSED(payloadPtr);
    LE_UNUSED(payloadSize);
}

void le_event_QueueFunction(le_event_DeferredFunc_t func, void* param1Ptr, void* param2Ptr)
{
    LE_FATAL_IF(Queued == MAX_QUEUED, "the fake event queue is full");
    Queue[Queued++] = (Deferred_t){ func, param1Ptr, param2Ptr };
}

void Fake_RunQueue(void)
{
    Fake_CallAs(NULL);
    for (size_t i = 0; i < Queued; i++)
    {
        Queue[i].func(Queue[i].param1Ptr, Queue[i].param2Ptr);
    }
    Queued = 0;
}

void le_event_SetContextPtr(le_event_HandlerRef_t handlerRef, void* contextPtr)
{
    handlerRef->contextPtr = contextPtr;
}

void* le_event_GetContextPtr(void)
{
    return Handler.contextPtr;
}

le_result_t le_utf8_Copy(char* destStr, const char* srcStr, size_t destSize, size_t* numBytesPtr)
{
    size_t length = strlen(srcStr);
    bool fits = length < destSize;
    size_t copied = fits ? length : destSize - 1;

    memcpy(destStr, srcStr, copied);
    destStr[copied] = '\0';
    if (numBytesPtr != NULL)
    {
        *numBytesPtr = copied;
    }
    return fits ? LE_OK : LE_OVERFLOW;
}
