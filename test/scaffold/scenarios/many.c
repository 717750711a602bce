/**
 * @file many.c
 *
 * Two clients with several jobs. One gives a job back and dies with the others: just its jobs are gone, and the other's still work.
 */

#include "client.h"

int main(void)
{
    StartComponent();
    size_t heldByNobody = Held();

    le_msg_SessionRef_t dying = Fake_OpenSession(SERVICE);
    le_msg_SessionRef_t living = Fake_OpenSession(SERVICE);

    // A client that never did anything leaves.
    Fake_EndSession(Fake_OpenSession(SERVICE));
    CHECK(Held() == heldByNobody);

    Fake_CallAs(living);
    Job_t livingJob = OpenJob("living");
    CHECK(livingJob != 0);
    size_t heldByLiving = Held();

    Fake_CallAs(dying);
    Job_t first = OpenJob("first");
    Job_t second = OpenJob("second");
    Job_t third = OpenJob("third");
    CHECK((first != 0) && (second != 0) && (third != 0));
    CHECK(JobCount() == 4);
#if CLIENT != NEW_ONLY
    CloseJob(second);
    CHECK(JobCount() == 3);
#endif

    // Dies.
    Fake_EndSession(dying);
    Fake_CallAs(living);
    CHECK(JobCount() == 1);
    CHECK(Held() == heldByLiving);
    CHECK(CanWrite(livingJob));

    // The framework may say so twice.
    Fake_EndSession(dying);
    Fake_CallAs(living);
    CHECK(JobCount() == 1);
    CHECK(Held() == heldByLiving);
    CHECK(CanWrite(livingJob));

    // The references of the dead are worth nothing any more.
    CHECK(!CanWrite(first));
    CHECK(!CanWrite(third));

#if CLIENT != NEW_ONLY
    // The other one takes its leave properly, and its session ends with nothing to free.
    Fake_CallAs(living);
    CloseJob(livingJob);
    CHECK(JobCount() == 0);
#endif
    Fake_EndSession(living);
    Fake_CallAs(NULL);
    CHECK(JobCount() == 0);
    CHECK(Held() == heldByNobody);

    puts("ok");
    return EXIT_SUCCESS;
}
