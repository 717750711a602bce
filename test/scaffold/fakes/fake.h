/**
 * @file fake.h
 *
 * What the scenarios ask of the fake framework: play a client, end its session, count what is still held.
 *
 * The fakes stop the process, with a message, wherever the framework would be hurt: an object released twice, a
 * reference deleted twice, an iterator's value read after its entry was deleted, a client killed from a close handler.
 */

#ifndef FAKE_H
#define FAKE_H

#include "legato.h"

#ifdef __cplusplus
extern "C"
{
#endif

/** The service of that prefix; made when first asked for. `advertised` is false until Fake_Advertise(). */
le_msg_ServiceRef_t Fake_Service(const char* prefixPtr);
void Fake_Advertise(const char* prefixPtr);

/** Opens a session of a client with a service. */
le_msg_SessionRef_t Fake_OpenSession(const char* prefixPtr);

/** From now on calls come from this session; NULL: from nobody, as outside of every API call. */
void Fake_CallAs(le_msg_SessionRef_t sessionRef);

/** The session on whose behalf code of this service runs, NULL where there is none: what P_GetClientSessionRef() answers. */
le_msg_SessionRef_t Fake_ClientOf(const char* prefixPtr);

/** Runs the close handlers of the session's service as the framework does: the last registered first, without a client. */
void Fake_EndSession(le_msg_SessionRef_t sessionRef);

/** Runs what le_event_QueueFunction() was given, without a client. */
void Fake_RunQueue(void);

/** Number of close handlers registered for a service. */
size_t Fake_CloseHandlers(const char* prefixPtr);

/** True when the session's client was killed by LE_KILL_CLIENT. */
bool Fake_WasKilled(le_msg_SessionRef_t sessionRef);

/** Objects of all memory pools not yet released, and entries of all safe-reference maps, hash maps. */
size_t Fake_LiveObjects(void);
size_t Fake_LiveReferences(void);
size_t Fake_LiveHashEntries(void);

#ifdef __cplusplus
}
#endif

#endif
