#include "legato.h"
#include "interfaces.h"

le_mem_PoolRef_t JobPool;
le_ref_MapRef_t JobMap;

void JobInitCloseHandler(void);

COMPONENT_INIT
{
    JobPool = le_mem_CreatePool("Jobs", 64);
    JobMap = le_ref_CreateMap("Jobs", 10);

    JobInitCloseHandler();
}
