/**
 * @file le_dls.c
 *
 * Doubly linked lists; circular, as the framework's. A link that is removed forgets its neighbours, so that a walk over it is seen.
 */

#include "fake.h"

void le_dls_Queue(le_dls_List_t* listPtr, le_dls_Link_t* newLinkPtr)
{
    le_dls_Link_t* headPtr = listPtr->headLinkPtr;

    if (headPtr == NULL)
    {
        newLinkPtr->nextPtr = newLinkPtr;
        newLinkPtr->prevPtr = newLinkPtr;
        listPtr->headLinkPtr = newLinkPtr;
        return;
    }
    newLinkPtr->nextPtr = headPtr;
    newLinkPtr->prevPtr = headPtr->prevPtr;
    headPtr->prevPtr->nextPtr = newLinkPtr;
    headPtr->prevPtr = newLinkPtr;
}

void le_dls_Stack(le_dls_List_t* listPtr, le_dls_Link_t* newLinkPtr)
{
    le_dls_Queue(listPtr, newLinkPtr);
    listPtr->headLinkPtr = newLinkPtr;
}

bool le_dls_IsInList(const le_dls_List_t* listPtr, const le_dls_Link_t* linkPtr)
{
    const le_dls_Link_t* atPtr = listPtr->headLinkPtr;

    while ((atPtr != NULL) && (atPtr != linkPtr))
    {
        atPtr = le_dls_PeekNext(listPtr, atPtr);
    }
    return atPtr != NULL;
}

void le_dls_Remove(le_dls_List_t* listPtr, le_dls_Link_t* linkToRemovePtr)
{
    LE_FATAL_IF(!le_dls_IsInList(listPtr, linkToRemovePtr), "link %p is not in the list: removed twice?", (void*)linkToRemovePtr);

    if (linkToRemovePtr->nextPtr == linkToRemovePtr)
    {
        listPtr->headLinkPtr = NULL;
    }
    else
    {
        linkToRemovePtr->prevPtr->nextPtr = linkToRemovePtr->nextPtr;
        linkToRemovePtr->nextPtr->prevPtr = linkToRemovePtr->prevPtr;
        if (listPtr->headLinkPtr == linkToRemovePtr)
        {
            listPtr->headLinkPtr = linkToRemovePtr->nextPtr;
        }
    }
    linkToRemovePtr->nextPtr = NULL;
    linkToRemovePtr->prevPtr = NULL;
}

le_dls_Link_t* le_dls_Pop(le_dls_List_t* listPtr)
{
    le_dls_Link_t* headPtr = listPtr->headLinkPtr;

    if (headPtr != NULL)
    {
        le_dls_Remove(listPtr, headPtr);
    }
    return headPtr;
}

le_dls_Link_t* le_dls_Peek(const le_dls_List_t* listPtr)
{
    return listPtr->headLinkPtr;
}

le_dls_Link_t* le_dls_PeekNext(const le_dls_List_t* listPtr, const le_dls_Link_t* currentLinkPtr)
{
    LE_FATAL_IF(currentLinkPtr->nextPtr == NULL, "next link asked of one that was removed");
    return (currentLinkPtr->nextPtr == listPtr->headLinkPtr) ? NULL : currentLinkPtr->nextPtr;
}

size_t le_dls_NumLinks(const le_dls_List_t* listPtr)
{
    size_t count = 0;

    for (const le_dls_Link_t* atPtr = listPtr->headLinkPtr; atPtr != NULL; atPtr = le_dls_PeekNext(listPtr, atPtr))
    {
        count++;
    }
    return count;
}
