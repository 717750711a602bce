/**
 * @file two.c
 *
 * Two kinds of resources in two maps: the end of a session frees its own of both.
 */

#include "client.h"

int main(void)
{
    StartComponent();
    size_t heldByNobody = Held();

    le_msg_SessionRef_t dying = Fake_OpenSession(SERVICE);
    le_msg_SessionRef_t living = Fake_OpenSession(SERVICE);

    Fake_CallAs(living);
    Job_t job = OpenJob("living");
    job_TrayRef_t tray = job_OpenTray();
    CHECK((job != 0) && (tray != NULL));
    size_t heldByLiving = Held();

    Fake_CallAs(dying);
    CHECK(OpenJob("dying") != 0);
    CHECK(job_OpenTray() != NULL);
    CHECK(job_OpenTray() != NULL);
    CHECK(JobCount() == 5);

    Fake_EndSession(dying);
    CHECK(Held() == heldByLiving);
    Fake_EndSession(dying);
    CHECK(Held() == heldByLiving);

    Fake_CallAs(living);
    CHECK(JobCount() == 2);
    CHECK(CanWrite(job));
    job_CloseTray(tray);
    CloseJob(job);
    CHECK(Held() == heldByNobody);
    Fake_EndSession(living);
    CHECK(Held() == heldByNobody);

    puts("ok");
    return EXIT_SUCCESS;
}
