/* Threads for hac_context.parallel: libhac_pool, an optional library over oneTBB.
 *
 *     hac_pool *pool = hac_pool_create(2, -1);
 *     cx.parallel = hac_pool_parallel(pool);        NULL, and so serial, where there is no pool
 *     ...
 *     hac_pool_destroy(pool);
 *
 * C99 and C++. A C program links it with -lhac_pool -ltbb -lstdc++. The C++ side is <hac/pool.hpp>.
 */
#ifndef HAC_POOL_H
#define HAC_POOL_H
#include <hac/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hac_pool hac_pool;

/* A pool of `lanes` lanes: the caller's thread and lanes - 1 others. 0: one for each CPU that this
 * process may use. After a region its threads look for the next one for `spin_us` microseconds
 * before they sleep: -1 is 1000, 0 is right for machines that must not spin. NULL where lanes are no
 * number from 0 to HAC_MAX_LANES, or where there is no memory. */
hac_pool *hac_pool_create(int64_t lanes, int64_t spin_us);

/* The hook, valid until destroy. Its `run` stands for
 *     for (int64_t lane = 0; lane < lanes; lane++) fn(arg, lane);
 * and never waits for a thread that has not begun: what nobody has taken is run by the caller. So it
 * cannot hang or fail, whatever the machine's load, in a region inside another (that one is serial),
 * from several threads at once (all but one are serial), or in a process that was forked after a pool
 * was made (serial). NULL for NULL. */
const hac_parallel *hac_pool_parallel(const hac_pool *pool);

/* When no region runs. NULL is allowed. */
void hac_pool_destroy(hac_pool *pool);

#ifdef __cplusplus
}
#endif
#endif
