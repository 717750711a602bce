//--------------------------------------------------------------------------------------------------
/**
 * @file printServer.c
 *
 * The printer: keeps the open jobs and feeds them sheets from the tray.
 *
 * A job lives in a memory pool and is known to its client by a safe reference only.
 */
//--------------------------------------------------------------------------------------------------

#include "legato.h"
#include "interfaces.h"

//--------------------------------------------------------------------------------------------------
/**
 * Longest name of a job, in bytes, the terminating null included.
 */
//--------------------------------------------------------------------------------------------------
#define MAX_NAME_BYTES  65

//--------------------------------------------------------------------------------------------------
/**
 * Bytes that fit on one sheet.
 */
//--------------------------------------------------------------------------------------------------
#define SHEET_BYTES     4096

//--------------------------------------------------------------------------------------------------
/**
 * A print job.
 */
//--------------------------------------------------------------------------------------------------
typedef struct
{
    char         name[MAX_NAME_BYTES];  ///< What the display shows.
    paper_Size_t size;                  ///< The paper to print on.
    size_t       byteCount;             ///< Bytes printed so far.
    size_t       sheetCount;            ///< Sheets fed so far.
}
PrintJob_t;

//--------------------------------------------------------------------------------------------------
/**
 * Pool that the jobs come from.
 */
//--------------------------------------------------------------------------------------------------
static le_mem_PoolRef_t JobPool;

//--------------------------------------------------------------------------------------------------
/**
 * Safe references of the open jobs.
 */
//--------------------------------------------------------------------------------------------------
static le_ref_MapRef_t JobMap;

//--------------------------------------------------------------------------------------------------
/**
 * Number of open jobs.
 */
//--------------------------------------------------------------------------------------------------
static size_t OpenJobs = 0;

//--------------------------------------------------------------------------------------------------
/**
 * Sheets left in the tray.
 */
//--------------------------------------------------------------------------------------------------
static size_t SheetsLeft = PAPER_TRAY_SHEETS;

//--------------------------------------------------------------------------------------------------
/**
 * Reported when the tray has run empty; the payload is the size of the missing paper.
 */
//--------------------------------------------------------------------------------------------------
static le_event_Id_t PaperOutEvent;

//--------------------------------------------------------------------------------------------------
/**
 * Hands a paper-out report to one client's handler.
 */
//--------------------------------------------------------------------------------------------------
static void FirstLayerPaperOutHandler
(
    void* reportPtr,            ///< [IN] The missing paper.
    void* secondLayerHandler    ///< [IN] The client's handler.
)
{
    const paper_Size_t* sizePtr = reportPtr;
    printer_PaperOutHandlerFunc_t handlerFunc = secondLayerHandler;

    handlerFunc(*sizePtr, le_event_GetContextPtr());
}

//--------------------------------------------------------------------------------------------------
/**
 * Takes one sheet from the tray for a job. Whoever empties the tray has it refilled.
 */
//--------------------------------------------------------------------------------------------------
static void FeedSheet
(
    PrintJob_t* jobPtr    ///< [IN] The job.
)
{
    jobPtr->sheetCount++;
    SheetsLeft--;

    if (SheetsLeft == 0)
    {
        SheetsLeft = PAPER_TRAY_SHEETS;
        le_event_Report(PaperOutEvent, &jobPtr->size, sizeof(jobPtr->size));
    }
}

//--------------------------------------------------------------------------------------------------
/**
 * Opens a print job.
 *
 * @return
 *      The job, or NULL when there are PRINTER_MAX_JOBS open jobs already.
 */
//--------------------------------------------------------------------------------------------------
printer_JobRef_t printer_Open
(
    const char* LE_NONNULL name    ///< [IN] Name of the job, shown on the printer's display.
)
{
    if (OpenJobs >= PRINTER_MAX_JOBS)
    {
        LE_WARN("No room for '%s': %" PRIuS " jobs are open.", name, OpenJobs);
        return NULL;
    }

    PrintJob_t* jobPtr = le_mem_ForceAlloc(JobPool);

    memset(jobPtr, 0, sizeof(*jobPtr));
    le_utf8_Copy(jobPtr->name, name, sizeof(jobPtr->name), NULL);
    jobPtr->size = PAPER_A4;
    OpenJobs++;

    return le_ref_CreateRef(JobMap, jobPtr);
}

//--------------------------------------------------------------------------------------------------
/**
 * Chooses the paper of a job.
 *
 * @return
 *      - LE_OK         The paper was chosen.
 *      - LE_DUPLICATE  Too late: the job has pages already.
 */
//--------------------------------------------------------------------------------------------------
le_result_t printer_SetPaper
(
    printer_JobRef_t jobRef,    ///< [IN] The job.
    paper_Size_t size           ///< [IN] The paper.
)
{
    PrintJob_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job reference (%p).", jobRef);
        return LE_FAULT;
    }

    if (jobPtr->byteCount > 0)
    {
        return LE_DUPLICATE;
    }

    jobPtr->size = size;
    return LE_OK;
}

//--------------------------------------------------------------------------------------------------
/**
 * Prints data as part of a job.
 *
 * @return
 *      - LE_OK         The data was printed.
 *      - LE_OVERFLOW   The job would get longer than PRINTER_MAX_JOB_BYTES.
 */
//--------------------------------------------------------------------------------------------------
le_result_t printer_Write
(
    printer_JobRef_t jobRef,    ///< [IN] The job.
    const uint8_t* data,        ///< [IN] What to print.
    size_t dataSize             ///< [IN] Number of bytes.
)
{
    PrintJob_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    LE_UNUSED(data);    // This printer only counts.

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job reference (%p).", jobRef);
        return LE_FAULT;
    }

    if (jobPtr->byteCount + dataSize > PRINTER_MAX_JOB_BYTES)
    {
        return LE_OVERFLOW;
    }

    jobPtr->byteCount += dataSize;

    while (jobPtr->sheetCount * SHEET_BYTES < jobPtr->byteCount)
    {
        FeedSheet(jobPtr);
    }

    return LE_OK;
}

//--------------------------------------------------------------------------------------------------
/**
 * Closes a job. The next one may have its place.
 */
//--------------------------------------------------------------------------------------------------
void printer_Close
(
    printer_JobRef_t jobRef    ///< [IN] The job.
)
{
    PrintJob_t* jobPtr = le_ref_Lookup(JobMap, jobRef);

    if (jobPtr == NULL)
    {
        LE_KILL_CLIENT("Invalid job reference (%p).", jobRef);
        return;
    }

    LE_INFO("'%s' is done: %" PRIuS " sheets.", jobPtr->name, jobPtr->sheetCount);

    le_ref_DeleteRef(JobMap, jobRef);
    le_mem_Release(jobPtr);
    OpenJobs--;
}

//--------------------------------------------------------------------------------------------------
/**
 * Adds a handler for an empty tray.
 *
 * @return Reference of the handler.
 */
//--------------------------------------------------------------------------------------------------
printer_PaperOutHandlerRef_t printer_AddPaperOutHandler
(
    printer_PaperOutHandlerFunc_t handlerPtr,    ///< [IN] Whom to call.
    void* contextPtr                             ///< [IN] What to call it with.
)
{
    le_event_HandlerRef_t handlerRef =
        le_event_AddLayeredHandler("PaperOut", PaperOutEvent, FirstLayerPaperOutHandler, handlerPtr);

    le_event_SetContextPtr(handlerRef, contextPtr);

    return (printer_PaperOutHandlerRef_t)handlerRef;
}

//--------------------------------------------------------------------------------------------------
/**
 * Removes a handler for an empty tray. The framework does this for a client that dies.
 */
//--------------------------------------------------------------------------------------------------
void printer_RemovePaperOutHandler
(
    printer_PaperOutHandlerRef_t handlerRef    ///< [IN] The handler.
)
{
    le_event_RemoveHandler((le_event_HandlerRef_t)handlerRef);
}

//--------------------------------------------------------------------------------------------------
/**
 * Starts with no job and a full tray.
 */
//--------------------------------------------------------------------------------------------------
COMPONENT_INIT
{
    JobPool = le_mem_CreatePool("PrintJobs", sizeof(PrintJob_t));
    le_mem_ExpandPool(JobPool, PRINTER_MAX_JOBS);

    JobMap = le_ref_CreateMap("PrintJobs", PRINTER_MAX_JOBS);

    PaperOutEvent = le_event_CreateId("PaperOut", sizeof(paper_Size_t));

    LE_INFO("The printer is ready.");
}
