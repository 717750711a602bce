//--------------------------------------------------------------------------------------------------
/**
 * @file printClient.c
 *
 * Prints one page. With the argument `crash` it dies in the middle of it, with its job open: the case that a server has to
 * be ready for.
 */
//--------------------------------------------------------------------------------------------------

#include "legato.h"
#include "interfaces.h"

//--------------------------------------------------------------------------------------------------
/**
 * Tells the user to bring paper.
 */
//--------------------------------------------------------------------------------------------------
static void PaperOutHandler
(
    paper_Size_t size,   ///< [IN] The paper that is missing.
    void* contextPtr     ///< [IN] Not used.
)
{
    LE_UNUSED(contextPtr);

    LE_WARN("The printer is out of paper (size %d).", (int)size);
}

//--------------------------------------------------------------------------------------------------
/**
 * Prints and exits.
 */
//--------------------------------------------------------------------------------------------------
COMPONENT_INIT
{
    static const char page[] = "Hello, printer!\n";
    const char* argPtr = le_arg_GetArg(0);

    printer_AddPaperOutHandler(PaperOutHandler, NULL);

    printer_JobRef_t jobRef = printer_Open("greeting");

    if (jobRef == NULL)
    {
        LE_ERROR("The printer takes no more jobs.");
        exit(EXIT_FAILURE);
    }

    LE_ASSERT_OK(printer_SetPaper(jobRef, PAPER_A5));
    LE_ASSERT_OK(printer_Write(jobRef, (const uint8_t*)page, sizeof(page) - 1));

    if ((argPtr != NULL) && (strcmp(argPtr, "crash") == 0))
    {
        LE_WARN("Dying with an open job.");
        abort();
    }

    printer_Close(jobRef);

    exit(EXIT_SUCCESS);
}
