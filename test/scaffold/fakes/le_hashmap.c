/**
 * @file le_hashmap.c
 *
 * Hash maps without the hash: an array is enough here. Keys are kept as pointers, as the framework does.
 */

#include "fake.h"

#define MAX_ENTRIES 256

typedef struct
{
    bool used;
    const void* keyPtr;
    void* valuePtr;
}
Entry_t;

struct le_hashmap_It
{
    le_hashmap_Ref_t mapRef;
    size_t next;
    size_t current;
};

struct le_hashmap
{
    const char* namePtr;
    le_hashmap_EqualsFunc_t equals;
    size_t used;
    Entry_t entries[MAX_ENTRIES];
    struct le_hashmap_It iterator;
};

static size_t LiveEntries = 0;

static Entry_t* Find(le_hashmap_Ref_t mapRef, const void* keyPtr)
{
    LE_FATAL_IF(mapRef == NULL, "use of a hash map that was not created");

    for (size_t i = 0; i < mapRef->used; i++)
    {
        if (mapRef->entries[i].used && mapRef->equals(mapRef->entries[i].keyPtr, keyPtr))
        {
            return &mapRef->entries[i];
        }
    }
    return NULL;
}

le_hashmap_Ref_t le_hashmap_Create(const char* nameStr, size_t capacity, le_hashmap_HashFunc_t hashFunc,
                                   le_hashmap_EqualsFunc_t equalsFunc)
{
    le_hashmap_Ref_t mapRef = calloc(1, sizeof(*mapRef));

    LE_UNUSED(capacity);
    LE_UNUSED(hashFunc);
    mapRef->namePtr = nameStr;
    mapRef->equals = equalsFunc;
    mapRef->iterator.mapRef = mapRef;
    return mapRef;
}

void* le_hashmap_Put(le_hashmap_Ref_t mapRef, const void* keyPtr, const void* valuePtr)
{
    Entry_t* entryPtr = Find(mapRef, keyPtr);
    void* previousPtr = NULL;

    if (entryPtr == NULL)
    {
        LE_FATAL_IF(mapRef->used == MAX_ENTRIES, "the fake hash map is full");
        entryPtr = &mapRef->entries[mapRef->used++];
        LiveEntries++;
    }
    else
    {
        previousPtr = entryPtr->valuePtr;
    }
    entryPtr->used = true;
    entryPtr->keyPtr = keyPtr;
    entryPtr->valuePtr = (void*)(uintptr_t)valuePtr;
    return previousPtr;
}

void* le_hashmap_Get(le_hashmap_Ref_t mapRef, const void* keyPtr)
{
    Entry_t* entryPtr = Find(mapRef, keyPtr);

    return (entryPtr == NULL) ? NULL : entryPtr->valuePtr;
}

void* le_hashmap_Remove(le_hashmap_Ref_t mapRef, const void* keyPtr)
{
    Entry_t* entryPtr = Find(mapRef, keyPtr);

    if (entryPtr == NULL)
    {
        return NULL;
    }
    entryPtr->used = false;
    LiveEntries--;
    return entryPtr->valuePtr;
}

size_t le_hashmap_Size(le_hashmap_Ref_t mapRef)
{
    size_t count = 0;

    for (size_t i = 0; i < mapRef->used; i++)
    {
        count += mapRef->entries[i].used ? 1 : 0;
    }
    return count;
}

le_hashmap_It_Ref_t le_hashmap_GetIterator(le_hashmap_Ref_t mapRef)
{
    LE_FATAL_IF(mapRef == NULL, "use of a hash map that was not created");
    mapRef->iterator.next = 0;
    mapRef->iterator.current = MAX_ENTRIES;
    return &mapRef->iterator;
}

le_result_t le_hashmap_NextNode(le_hashmap_It_Ref_t iteratorRef)
{
    while (iteratorRef->next < iteratorRef->mapRef->used)
    {
        iteratorRef->current = iteratorRef->next++;
        if (iteratorRef->mapRef->entries[iteratorRef->current].used)
        {
            return LE_OK;
        }
    }
    return LE_NOT_FOUND;
}

static Entry_t* Current(le_hashmap_It_Ref_t iteratorRef)
{
    LE_FATAL_IF((iteratorRef->current == MAX_ENTRIES) || !iteratorRef->mapRef->entries[iteratorRef->current].used,
                "hash map '%s': read from its iterator after the entry was removed", iteratorRef->mapRef->namePtr);
    return &iteratorRef->mapRef->entries[iteratorRef->current];
}

void* le_hashmap_GetValue(le_hashmap_It_Ref_t iteratorRef)
{
    return Current(iteratorRef)->valuePtr;
}

size_t le_hashmap_HashVoidPointer(const void* voidToHashPtr)
{
    return (size_t)(uintptr_t)voidToHashPtr;
}

bool le_hashmap_EqualsVoidPointer(const void* firstPtr, const void* secondPtr)
{
    return firstPtr == secondPtr;
}

size_t le_hashmap_HashUInt32(const void* intToHashPtr)
{
    return *(const uint32_t*)intToHashPtr;
}

bool le_hashmap_EqualsUInt32(const void* firstIntPtr, const void* secondIntPtr)
{
    return *(const uint32_t*)firstIntPtr == *(const uint32_t*)secondIntPtr;
}

size_t Fake_LiveHashEntries(void)
{
    return LiveEntries;
}
