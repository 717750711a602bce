/**
 * @file legato.h
 *
 * As much of the Legato framework's API as a server component in these tests needs, written for them. The declarations are
 * those of the framework, so that what compiles here compiles there; what stands behind them is in ../fakes.
 */

#ifndef LEGATO_H_FOR_TESTS
#define LEGATO_H_FOR_TESTS

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C"
{
#endif

/* ---- basics ---------------------------------------------------------------------------------- */

typedef enum
{
    LE_OK = 0,
    LE_NOT_FOUND = -1,
    LE_NOT_POSSIBLE = -2,
    LE_OUT_OF_RANGE = -3,
    LE_NO_MEMORY = -4,
    LE_NOT_PERMITTED = -5,
    LE_FAULT = -6,
    LE_COMM_ERROR = -7,
    LE_TIMEOUT = -8,
    LE_OVERFLOW = -9,
    LE_UNDERFLOW = -10,
    LE_WOULD_BLOCK = -11,
    LE_DEADLOCK = -12,
    LE_FORMAT_ERROR = -13,
    LE_DUPLICATE = -14,
    LE_BAD_PARAMETER = -15,
    LE_CLOSED = -16,
    LE_BUSY = -17,
    LE_UNSUPPORTED = -18,
    LE_IO_ERROR = -19,
    LE_NOT_IMPLEMENTED = -20,
    LE_UNAVAILABLE = -21,
    LE_TERMINATED = -22,
    LE_IN_PROGRESS = -23,
    LE_SUSPENDED = -24
}
le_result_t;

typedef enum
{
    LE_OFF = 0,
    LE_ON = 1
}
le_onoff_t;

#define LE_NONNULL
#define LE_UNUSED(v) ((void)(v))
#define PRIuS "zu"
#define NUM_ARRAY_MEMBERS(array) (sizeof(array) / sizeof((array)[0]))
#define CONTAINER_OF(memberPtr, type, member) ((type*)(void*)((uint8_t*)(memberPtr) - offsetof(type, member)))

/** As the real macro: the name of the function depends on the component. In these tests there is one component. */
#define COMPONENT_INIT void Fake_ComponentInit(void)
#ifdef __cplusplus
#undef COMPONENT_INIT
#define COMPONENT_INIT extern "C" void Fake_ComponentInit(void)
#endif
#define COMPONENT_INIT_ONCE void Fake_ComponentInitOnce(void)

/* ---- logging --------------------------------------------------------------------------------- */

void Fake_Log(const char* levelPtr, const char* formatPtr, ...) __attribute__((format(printf, 2, 3)));
void Fake_Fatal(const char* formatPtr, ...) __attribute__((format(printf, 1, 2), noreturn));
const char* Fake_ResultText(le_result_t result);

#define LE_DEBUG(...) Fake_Log("DBUG", __VA_ARGS__)
#define LE_INFO(...) Fake_Log("INFO", __VA_ARGS__)
#define LE_WARN(...) Fake_Log("WARN", __VA_ARGS__)
#define LE_ERROR(...) Fake_Log("ERR", __VA_ARGS__)
#define LE_FATAL(...) Fake_Fatal(__VA_ARGS__)
#define LE_FATAL_IF(condition, ...) do { if (condition) { Fake_Fatal(__VA_ARGS__); } } while (0)
#define LE_RESULT_TXT(result) Fake_ResultText(result)

/* ---- memory pools ---------------------------------------------------------------------------- */

typedef struct le_mem_Pool* le_mem_PoolRef_t;

le_mem_PoolRef_t le_mem_CreatePool(const char* name, size_t objSize);
le_mem_PoolRef_t le_mem_ExpandPool(le_mem_PoolRef_t pool, size_t numObjects);
void* le_mem_TryAlloc(le_mem_PoolRef_t pool);
void* le_mem_AssertAlloc(le_mem_PoolRef_t pool);
void* le_mem_ForceAlloc(le_mem_PoolRef_t pool);
void le_mem_Release(void* objPtr);
void le_mem_AddRef(void* objPtr);

#define LE_MEM_DEFINE_STATIC_POOL(name, numBlocks, objSize) \
    enum { Fake_StaticPool##name = (numBlocks) }; \
    _Static_assert((objSize) > 0, "objects have a size")
#define le_mem_InitStaticPool(name, numBlocks, objSize) ((void)Fake_StaticPool##name, le_mem_CreatePool(#name, (objSize)))

/* ---- safe references ------------------------------------------------------------------------- */

typedef struct le_ref_Map* le_ref_MapRef_t;
typedef struct le_ref_Iter* le_ref_IterRef_t;

le_ref_MapRef_t le_ref_CreateMap(const char* name, size_t maxRefs);
void* le_ref_CreateRef(le_ref_MapRef_t mapRef, void* ptr);
void* le_ref_Lookup(le_ref_MapRef_t mapRef, void* safeRef);
void le_ref_DeleteRef(le_ref_MapRef_t mapRef, void* safeRef);
le_ref_IterRef_t le_ref_GetIterator(le_ref_MapRef_t mapRef);
le_result_t le_ref_NextNode(le_ref_IterRef_t iteratorRef);
const void* le_ref_GetSafeRef(le_ref_IterRef_t iteratorRef);
void* le_ref_GetValue(le_ref_IterRef_t iteratorRef);

#define LE_REF_DEFINE_STATIC_MAP(name, maxRefs) enum { Fake_StaticMap##name = (maxRefs) }
#define le_ref_InitStaticMap(name, maxRefs) ((void)Fake_StaticMap##name, le_ref_CreateMap(#name, (maxRefs)))

/* ---- lists ----------------------------------------------------------------------------------- */

typedef struct le_dls_Link
{
    struct le_dls_Link* nextPtr;
    struct le_dls_Link* prevPtr;
}
le_dls_Link_t;

typedef struct
{
    le_dls_Link_t* headLinkPtr;
}
le_dls_List_t;

#define LE_DLS_LIST_DECL_INIT {NULL}
#define LE_DLS_LIST_INIT ((le_dls_List_t)LE_DLS_LIST_DECL_INIT)
#define LE_DLS_LINK_INIT ((le_dls_Link_t){NULL, NULL})

void le_dls_Stack(le_dls_List_t* listPtr, le_dls_Link_t* newLinkPtr);
void le_dls_Queue(le_dls_List_t* listPtr, le_dls_Link_t* newLinkPtr);
le_dls_Link_t* le_dls_Pop(le_dls_List_t* listPtr);
void le_dls_Remove(le_dls_List_t* listPtr, le_dls_Link_t* linkToRemovePtr);
le_dls_Link_t* le_dls_Peek(const le_dls_List_t* listPtr);
le_dls_Link_t* le_dls_PeekNext(const le_dls_List_t* listPtr, const le_dls_Link_t* currentLinkPtr);
bool le_dls_IsInList(const le_dls_List_t* listPtr, const le_dls_Link_t* linkPtr);
size_t le_dls_NumLinks(const le_dls_List_t* listPtr);

/* ---- hash maps ------------------------------------------------------------------------------- */

typedef struct le_hashmap* le_hashmap_Ref_t;
typedef struct le_hashmap_It* le_hashmap_It_Ref_t;
typedef size_t (*le_hashmap_HashFunc_t)(const void* keyToHashPtr);
typedef bool (*le_hashmap_EqualsFunc_t)(const void* firstKeyPtr, const void* secondKeyPtr);

le_hashmap_Ref_t le_hashmap_Create(const char* nameStr, size_t capacity, le_hashmap_HashFunc_t hashFunc,
                                   le_hashmap_EqualsFunc_t equalsFunc);
void* le_hashmap_Put(le_hashmap_Ref_t mapRef, const void* keyPtr, const void* valuePtr);
void* le_hashmap_Get(le_hashmap_Ref_t mapRef, const void* keyPtr);
void* le_hashmap_Remove(le_hashmap_Ref_t mapRef, const void* keyPtr);
size_t le_hashmap_Size(le_hashmap_Ref_t mapRef);
le_hashmap_It_Ref_t le_hashmap_GetIterator(le_hashmap_Ref_t mapRef);
le_result_t le_hashmap_NextNode(le_hashmap_It_Ref_t iteratorRef);
void* le_hashmap_GetValue(le_hashmap_It_Ref_t iteratorRef);
size_t le_hashmap_HashVoidPointer(const void* voidToHashPtr);
bool le_hashmap_EqualsVoidPointer(const void* firstPtr, const void* secondPtr);
size_t le_hashmap_HashUInt32(const void* intToHashPtr);
bool le_hashmap_EqualsUInt32(const void* firstIntPtr, const void* secondIntPtr);

/* ---- messaging ------------------------------------------------------------------------------- */

typedef struct le_msg_Service* le_msg_ServiceRef_t;
typedef struct le_msg_Session* le_msg_SessionRef_t;
typedef struct le_msg_SessionEventHandler* le_msg_SessionEventHandlerRef_t;
typedef void (*le_msg_SessionEventHandler_t)(le_msg_SessionRef_t sessionRef, void* contextPtr);

le_msg_SessionEventHandlerRef_t le_msg_AddServiceCloseHandler(le_msg_ServiceRef_t serviceRef,
                                                              le_msg_SessionEventHandler_t handlerFunc,
                                                              void* contextPtr);
le_result_t le_msg_GetClientProcessId(le_msg_SessionRef_t sessionRef, pid_t* processIdPtr);

/** The session is gone after this in the framework too; here it also ends the test when called from a close handler. */
void Fake_KillClient(const char* formatPtr, ...) __attribute__((format(printf, 1, 2)));
#define LE_KILL_CLIENT(...) Fake_KillClient(__VA_ARGS__)

/* ---- events, text ---------------------------------------------------------------------------- */

typedef struct le_event_Id* le_event_Id_t;
typedef struct le_event_Handler* le_event_HandlerRef_t;
typedef void (*le_event_DeferredFunc_t)(void* param1Ptr, void* param2Ptr);
typedef void (*le_event_LayeredHandlerFunc_t)(void* reportPtr, void* secondLayerFunc);

le_event_Id_t le_event_CreateId(const char* name, size_t payloadSize);
le_event_HandlerRef_t le_event_AddLayeredHandler(const char* name, le_event_Id_t eventId,
                                                 le_event_LayeredHandlerFunc_t firstLayerFunc, void* secondLayerFunc);
void le_event_RemoveHandler(le_event_HandlerRef_t handlerRef);
void le_event_Report(le_event_Id_t eventId, void* payloadPtr, size_t payloadSize);
void le_event_QueueFunction(le_event_DeferredFunc_t func, void* param1Ptr, void* param2Ptr);
void le_event_SetContextPtr(le_event_HandlerRef_t handlerRef, void* contextPtr);
void* le_event_GetContextPtr(void);

le_result_t le_utf8_Copy(char* destStr, const char* srcStr, size_t destSize, size_t* numBytesPtr);

#ifdef __cplusplus
}
#endif

#endif
