/**
 * @file single.c
 *
 * One thing to have. Its owner dies, the next one can have it; the first one's session ending again takes nothing from the second.
 */

#include "client.h"

int main(void)
{
    StartComponent();

    le_msg_SessionRef_t dying = Fake_OpenSession(SERVICE);
    le_msg_SessionRef_t living = Fake_OpenSession(SERVICE);

    Fake_EndSession(Fake_OpenSession(SERVICE));

    Fake_CallAs(dying);
    CHECK(OpenJob("first") != 0);
    CHECK(JobCount() == 1);

    Fake_CallAs(living);
    CHECK(OpenJob("too many") == 0);

    // The end of a client that does not have it changes nothing.
    Fake_EndSession(Fake_OpenSession(SERVICE));
    Fake_CallAs(living);
    CHECK(JobCount() == 1);

    Fake_EndSession(dying);
    Fake_CallAs(living);
    CHECK(JobCount() == 0);

    Job_t job = OpenJob("second");
    CHECK(job != 0);
    Fake_EndSession(dying);
    Fake_CallAs(living);
    CHECK(JobCount() == 1);
    CHECK(CanWrite(job));

    CloseJob(job);
    CHECK(JobCount() == 0);
    Fake_EndSession(living);
    Fake_CallAs(NULL);
    CHECK(JobCount() == 0);

    puts("ok");
    return EXIT_SUCCESS;
}
