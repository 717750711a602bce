/**
 * @file starts.c
 *
 * For what the author has to complete: it starts, its handler is registered and can run.
 */

#include "client.h"

int main(void)
{
    StartComponent();

    le_msg_SessionRef_t dying = Fake_OpenSession(SERVICE);

    Fake_CallAs(dying);
    CHECK(OpenJob("first") != 0);
    Fake_EndSession(dying);
    Fake_EndSession(dying);

    puts("ok");
    return EXIT_SUCCESS;
}
