/**
 * @file le_ref.c
 *
 * Safe references: odd numbers, never used twice. One iterator a map, as in the framework.
 */

#include "fake.h"

#define MAX_ENTRIES 256

typedef struct
{
    void* safeRef;    // NULL: free.
    void* valuePtr;
}
Entry_t;

struct le_ref_Iter
{
    le_ref_MapRef_t mapRef;
    size_t next;
    void* currentRef;
};

struct le_ref_Map
{
    const char* namePtr;
    size_t used;
    Entry_t entries[MAX_ENTRIES];
    struct le_ref_Iter iterator;
};

static size_t LiveReferences = 0;
static uintptr_t LastReference = 0x10000001;

static Entry_t* Find(le_ref_MapRef_t mapRef, const void* safeRef)
{
    LE_FATAL_IF(mapRef == NULL, "use of a safe-reference map that was not created");

    for (size_t i = 0; i < mapRef->used; i++)
    {
        if ((safeRef != NULL) && (mapRef->entries[i].safeRef == safeRef))
        {
            return &mapRef->entries[i];
        }
    }
    return NULL;
}

le_ref_MapRef_t le_ref_CreateMap(const char* name, size_t maxRefs)
{
    le_ref_MapRef_t mapRef = calloc(1, sizeof(*mapRef));

    LE_UNUSED(maxRefs);
    mapRef->namePtr = name;
    mapRef->iterator.mapRef = mapRef;
    return mapRef;
}

void* le_ref_CreateRef(le_ref_MapRef_t mapRef, void* ptr)
{
    Find(mapRef, NULL);
    LE_FATAL_IF(ptr == NULL, "a safe reference for NULL");
    LE_FATAL_IF(mapRef->used == MAX_ENTRIES, "the fake map is full");

    LastReference += 2;
    mapRef->entries[mapRef->used].safeRef = (void*)LastReference;
    mapRef->entries[mapRef->used].valuePtr = ptr;
    mapRef->used++;
    LiveReferences++;
    return (void*)LastReference;
}

void* le_ref_Lookup(le_ref_MapRef_t mapRef, void* safeRef)
{
    Entry_t* entryPtr = Find(mapRef, safeRef);

    return (entryPtr == NULL) ? NULL : entryPtr->valuePtr;
}

void le_ref_DeleteRef(le_ref_MapRef_t mapRef, void* safeRef)
{
    Entry_t* entryPtr = Find(mapRef, safeRef);

    LE_FATAL_IF(entryPtr == NULL, "reference %p is not in map '%s': deleted twice?", safeRef, mapRef->namePtr);
    entryPtr->safeRef = NULL;
    LiveReferences--;
}

le_ref_IterRef_t le_ref_GetIterator(le_ref_MapRef_t mapRef)
{
    Find(mapRef, NULL);
    mapRef->iterator.next = 0;
    mapRef->iterator.currentRef = NULL;
    return &mapRef->iterator;
}

le_result_t le_ref_NextNode(le_ref_IterRef_t iteratorRef)
{
    le_ref_MapRef_t mapRef = iteratorRef->mapRef;

    while (iteratorRef->next < mapRef->used)
    {
        iteratorRef->currentRef = mapRef->entries[iteratorRef->next++].safeRef;
        if (iteratorRef->currentRef != NULL)
        {
            return LE_OK;
        }
    }
    return LE_NOT_FOUND;
}

static Entry_t* Current(le_ref_IterRef_t iteratorRef)
{
    Entry_t* entryPtr = Find(iteratorRef->mapRef, iteratorRef->currentRef);

    LE_FATAL_IF(entryPtr == NULL, "map '%s': read from its iterator after the entry was deleted", iteratorRef->mapRef->namePtr);
    return entryPtr;
}

const void* le_ref_GetSafeRef(le_ref_IterRef_t iteratorRef)
{
    return Current(iteratorRef)->safeRef;
}

void* le_ref_GetValue(le_ref_IterRef_t iteratorRef)
{
    return Current(iteratorRef)->valuePtr;
}

size_t Fake_LiveReferences(void)
{
    return LiveReferences;
}
