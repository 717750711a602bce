/**
 * @file check.h
 *
 * What every scenario needs: the fakes, the start of the component, and a way to fail.
 */

#ifndef CHECK_H
#define CHECK_H

#include "fake.h"

#ifdef __cplusplus
extern "C"
{
#endif

/** What COMPONENT_INIT defines. */
void Fake_ComponentInit(void);

#ifdef __cplusplus
}
#endif

/** Ends the test with a message when the condition is false. */
#define CHECK(condition) \
    do \
    { \
        if (!(condition)) \
        { \
            printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
            exit(EXIT_FAILURE); \
        } \
    } while (0)

#endif
