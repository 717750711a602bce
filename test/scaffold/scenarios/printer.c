/**
 * @file printer.c
 *
 * The example: clients that die with open jobs must not keep the others from printing.
 */

#include "check.h"
#include "interfaces.h"

int main(void)
{
    static const uint8_t page[] = "Hello, printer!\n";

    Fake_Advertise("printer");
    Fake_ComponentInit();

    le_msg_SessionRef_t living = Fake_OpenSession("printer");

    Fake_CallAs(living);
    printer_JobRef_t jobRef = printer_Open("living");
    CHECK(jobRef != NULL);

    for (int i = 0; i < 100; i++)
    {
        le_msg_SessionRef_t dying = Fake_OpenSession("printer");

        Fake_CallAs(dying);
        printer_JobRef_t dyingJobRef = printer_Open("dying");
        CHECK(dyingJobRef != NULL);
        CHECK(printer_SetPaper(dyingJobRef, PAPER_A5) == LE_OK);
        CHECK(printer_Write(dyingJobRef, page, sizeof(page)) == LE_OK);
        Fake_EndSession(dying);
    }

    Fake_CallAs(living);
    CHECK(printer_Write(jobRef, page, sizeof(page)) == LE_OK);
    printer_Close(jobRef);
    CHECK(!Fake_WasKilled(living));
    CHECK(Fake_LiveObjects() + Fake_LiveReferences() == 0);

    puts("ok");
    return EXIT_SUCCESS;
}
