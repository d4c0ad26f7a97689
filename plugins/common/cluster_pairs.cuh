// Two numbers of each block of a cluster, brought to all of its blocks. A barrier of the cluster would do too, but waits for all that its threads
// have written to memory; a block that sends what the others wait for does not, and may end at once.
#pragma once

#include <cooperative_groups.h>

#include <cstdint>
#include <cstring>

namespace tenon::plugins
{

constexpr uint32_t kMostClusterBlocks = 8; //!< on every GPU that has clusters

//! In shared memory, for one exchange.
struct ClusterPairs
{
    float2 of[kMostClusterBlocks];
    uint64_t arrived;
};

#if __CUDA_ARCH__ >= 900
__device__ __forceinline__ uint32_t sharedAddress(void const* pointer)
{
    return static_cast<uint32_t>(__cvta_generic_to_shared(pointer));
}

//! By all threads of all blocks, before anything is sent.
__device__ __forceinline__ void preparePairs(ClusterPairs& pairs, cooperative_groups::cluster_group const& cluster)
{
    if (threadIdx.x == 0)
    {
        asm volatile("mbarrier.init.shared.b64 [%0], 1;" ::"r"(sharedAddress(&pairs.arrived)) : "memory");
        asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    }
    cluster.sync();
}

//! By all threads of a block, which all have its pair; afterwards pairs.of[rank] is that of each block.
__device__ __forceinline__ void exchangePairs(
    ClusterPairs& pairs, cooperative_groups::cluster_group const& cluster, float2 own)
{
    uint32_t const blocks = cluster.num_blocks();
    uint32_t const arrived = sharedAddress(&pairs.arrived);
    if (threadIdx.x == 0)
    {
        asm volatile("mbarrier.arrive.expect_tx.shared.b64 _, [%0], %1;" ::"r"(arrived),
                     "r"(blocks * static_cast<uint32_t>(sizeof(float2)))
                     : "memory");
    }
    if (threadIdx.x < blocks) // each thread sends to one block
    {
        uint32_t slot = 0;
        uint32_t barrier = 0;
        uint64_t bits = 0;
        memcpy(&bits, &own, sizeof bits);
        asm volatile("mapa.shared::cluster.u32 %0, %1, %2;"
                     : "=r"(slot)
                     : "r"(sharedAddress(&pairs.of[cluster.block_rank()])), "r"(threadIdx.x));
        asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(barrier) : "r"(arrived), "r"(threadIdx.x));
        asm volatile("st.async.shared::cluster.mbarrier::complete_tx::bytes.b64 [%0], %1, [%2];" ::"r"(slot), "l"(bits),
                     "r"(barrier)
                     : "memory");
    }
    uint32_t done = 0;
    while (done == 0)
    {
        asm volatile("{\n.reg .pred complete;\nmbarrier.try_wait.parity.shared.b64 complete, [%1], 0;\n"
                     "selp.u32 %0, 1, 0, complete;\n}"
                     : "=r"(done)
                     : "r"(arrived)
                     : "memory");
    }
}
#endif

} // namespace tenon::plugins
