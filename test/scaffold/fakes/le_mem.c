/**
 * @file le_mem.c
 *
 * Memory pools. A released object is filled with rubbish and never given out again, so that a later use of it is seen.
 */

#include "fake.h"

#define LIVE 0x4c495645u
#define DEAD 0x44454144u

struct le_mem_Pool
{
    const char* namePtr;
    size_t objSize;
};

typedef struct
{
    le_mem_PoolRef_t pool;
    size_t count;
    uint32_t state;
    uint32_t reserved;
}
Header_t;

static size_t LiveObjects = 0;

le_mem_PoolRef_t le_mem_CreatePool(const char* name, size_t objSize)
{
    le_mem_PoolRef_t pool = calloc(1, sizeof(*pool));

    pool->namePtr = name;
    pool->objSize = objSize;
    return pool;
}

le_mem_PoolRef_t le_mem_ExpandPool(le_mem_PoolRef_t pool, size_t numObjects)
{
    LE_UNUSED(numObjects);
    return pool;
}

void* le_mem_ForceAlloc(le_mem_PoolRef_t pool)
{
    LE_FATAL_IF(pool == NULL, "allocation from a pool that was not created");

    Header_t* headerPtr = malloc(sizeof(*headerPtr) + pool->objSize);

    headerPtr->pool = pool;
    headerPtr->count = 1;
    headerPtr->state = LIVE;
    // Not zero, because the framework's pools are not cleared either.
    memset(headerPtr + 1, 0xA5, pool->objSize);
    LiveObjects++;
    return headerPtr + 1;
}

void* le_mem_TryAlloc(le_mem_PoolRef_t pool)
{
    return le_mem_ForceAlloc(pool);
}

void* le_mem_AssertAlloc(le_mem_PoolRef_t pool)
{
    return le_mem_ForceAlloc(pool);
}

static Header_t* HeaderOf(void* objPtr)
{
    LE_FATAL_IF(objPtr == NULL, "NULL is no object of a pool");

    Header_t* headerPtr = (Header_t*)objPtr - 1;

    LE_FATAL_IF(headerPtr->state == DEAD, "object of pool '%s' used after its release", headerPtr->pool->namePtr);
    LE_FATAL_IF(headerPtr->state != LIVE, "%p is no object of a pool", objPtr);
    return headerPtr;
}

void le_mem_AddRef(void* objPtr)
{
    HeaderOf(objPtr)->count++;
}

void le_mem_Release(void* objPtr)
{
    Header_t* headerPtr = HeaderOf(objPtr);

    if (--headerPtr->count > 0)
    {
        return;
    }
    headerPtr->state = DEAD;
    memset(objPtr, 0xDD, headerPtr->pool->objSize);
    LiveObjects--;
}

size_t Fake_LiveObjects(void)
{
    return LiveObjects;
}
