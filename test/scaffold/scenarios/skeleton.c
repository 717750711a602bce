/**
 * @file skeleton.c
 *
 * For a server that was just generated: it looks after what it hands out, long before it does anything with it.
 */

#include "client.h"

int main(void)
{
    StartComponent();
    size_t heldByNobody = Held();

    le_msg_SessionRef_t dying = Fake_OpenSession(SERVICE);
    le_msg_SessionRef_t living = Fake_OpenSession(SERVICE);

    Fake_CallAs(living);
    Job_t livingJob = OpenJob("living");
    CHECK(livingJob != 0);
    size_t heldByLiving = Held();
    CHECK(heldByLiving > heldByNobody);

    Fake_CallAs(dying);
    Job_t first = OpenJob("first");
    CHECK(first != 0);
    CHECK(first != livingJob);
#if CLIENT != NEW_ONLY
    Job_t second = OpenJob("second");
    CloseJob(second);
    CHECK(!Fake_WasKilled(dying));
#endif

    Fake_EndSession(dying);
    CHECK(Held() == heldByLiving);
    Fake_EndSession(dying);
    CHECK(Held() == heldByLiving);

    // It does nothing yet, but knows what is whose.
    Fake_CallAs(living);
    CHECK(!CanWrite(livingJob));
    CHECK(!Fake_WasKilled(living));
#if CLIENT != NEW_ONLY
    CloseJob(livingJob);
    CHECK(!Fake_WasKilled(living));
    CHECK(Held() == heldByNobody);
    CloseJob(first);
    CHECK(Fake_WasKilled(living));
#endif
    Fake_EndSession(living);
    CHECK(Held() == heldByNobody);

    puts("ok");
    return EXIT_SUCCESS;
}
