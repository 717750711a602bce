/* Jobs in a safe-reference map, as a kernel hacker would write it. */
#include "legato.h"
#include "interfaces.h"

struct job {
	char name[33];
	uint32_t written;	/* bytes so far */
	le_msg_SessionRef_t session_ref; /* Session of the client that it belongs to. */
};

static le_mem_PoolRef_t job_pool;
static le_ref_MapRef_t job_map;
static uint32_t job_count;

static bool is_sane(const char *name)
{
	return name[0] != '\0';
}

/* Opens a job. */
le_result_t job_Open(const char *name, job_JobRef_t *job_ref)
{
	struct job *job;

	if (!is_sane(name))
		return LE_BAD_PARAMETER;

	job = le_mem_TryAlloc(job_pool);
	if (!job)
		return LE_NO_MEMORY;

	le_utf8_Copy(job->name, name, sizeof(job->name), NULL);
	job->written = 0;
	job->session_ref = job_GetClientSessionRef();
	*job_ref = le_ref_CreateRef(job_map, job);
	job_count++;
	return LE_OK;
}

le_result_t job_Write(job_JobRef_t job_ref, uint32_t count)
{
	struct job *job = le_ref_Lookup(job_map, job_ref);

	if (!job)
		return LE_NOT_FOUND;
	job->written += count;
	return LE_OK;
}

/* Frees a job, whether job_Close() asks for it or the client's session has ended. */
static void destroy_job(job_JobRef_t job_ref, struct job *job)
{
	le_ref_DeleteRef(job_map, job_ref);
	le_mem_Release(job);
	job_count--;
}

/* Closes a job. */
le_result_t job_Close(job_JobRef_t job_ref)
{
	struct job *job = le_ref_Lookup(job_map, job_ref);

	if (!job) {
		LE_ERROR("no job %p", (void *)job_ref);
		return LE_NOT_FOUND;
	}
	destroy_job(job_ref, job);
	return LE_OK;
}

uint32_t job_Count(void)
{
	return job_count;
}

/*
 * Called when a client's session ends, whether it was closed or the client died. Frees every job
 * that the client still holds.
 */
static void close_session_event_handler(le_msg_SessionRef_t session_ref, void *context)
{
	LE_UNUSED(context);

	LE_DEBUG("Session %p has ended.", session_ref);

	le_ref_IterRef_t iter_ref = le_ref_GetIterator(job_map);

	while (le_ref_NextNode(iter_ref) == LE_OK) {
		struct job *job = le_ref_GetValue(iter_ref);

		if (job->session_ref == session_ref) {
			job_JobRef_t job_ref = (job_JobRef_t)le_ref_GetSafeRef(iter_ref);

			destroy_job(job_ref, job);
		}
	}
}

COMPONENT_INIT {
	job_pool = le_mem_CreatePool("jobs", sizeof(struct job));
	job_map = le_ref_CreateMap("jobs", 10);

	/* Free what a client still holds when its session ends. */
	le_msg_AddServiceCloseHandler(job_GetServiceRef(), close_session_event_handler, NULL);
}