// What blocks of a cluster send each other, and two numbers of each, brought to all of its blocks. A barrier of the cluster would do too, but waits for all
// that its threads have written to memory; a block that sends what the others wait for does not, and may end at once.
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

//! By all threads of all blocks of a cluster, before anything is sent: once `bytes` have come to this block, what waits for `arrived` goes on.
__device__ __forceinline__ void expectSent(uint64_t& arrived, uint32_t bytes)
{
    if (threadIdx.x == 0)
    {
        asm volatile("mbarrier.init.shared.b64 [%0], 1;" ::"r"(sharedAddress(&arrived)) : "memory");
        asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    }
    cooperative_groups::this_cluster().sync();
    if (threadIdx.x == 0)
    {
        asm volatile("mbarrier.arrive.expect_tx.shared.b64 _, [%0], %1;" ::"r"(sharedAddress(&arrived)), "r"(bytes)
                     : "memory");
    }
}

//! By one thread: writes a pair to that address of the shared memory of block `rank` of the cluster, for its `arrived`.
__device__ __forceinline__ void sendPair(void const* to, float2 pair, uint64_t const& arrived, uint32_t rank)
{
    uint32_t address = 0;
    uint32_t barrier = 0;
    uint64_t bits = 0;
    memcpy(&bits, &pair, sizeof bits);
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(address) : "r"(sharedAddress(to)), "r"(rank));
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(barrier) : "r"(sharedAddress(&arrived)), "r"(rank));
    asm volatile("st.async.shared::cluster.mbarrier::complete_tx::bytes.b64 [%0], %1, [%2];" ::"r"(address), "l"(bits),
                 "r"(barrier)
                 : "memory");
}

//! Until all that expectSent() named has come.
__device__ __forceinline__ void waitForSent(uint64_t const& arrived)
{
    uint32_t done = 0;
    while (done == 0)
    {
        asm volatile("{\n.reg .pred complete;\nmbarrier.try_wait.parity.shared.b64 complete, [%1], 0;\n"
                     "selp.u32 %0, 1, 0, complete;\n}"
                     : "=r"(done)
                     : "r"(sharedAddress(&arrived))
                     : "memory");
    }
}

//! By all threads of all blocks, before anything is sent.
__device__ __forceinline__ void preparePairs(ClusterPairs& pairs, cooperative_groups::cluster_group const& cluster)
{
    expectSent(pairs.arrived, cluster.num_blocks() * static_cast<uint32_t>(sizeof(float2)));
}

//! By all threads of a block, which all have its pair; afterwards pairs.of[rank] is that of each block.
__device__ __forceinline__ void exchangePairs(
    ClusterPairs& pairs, cooperative_groups::cluster_group const& cluster, float2 own)
{
    if (threadIdx.x < cluster.num_blocks()) // each thread sends to one block
    {
        sendPair(&pairs.of[cluster.block_rank()], own, pairs.arrived, threadIdx.x);
    }
    waitForSent(pairs.arrived);
}
#endif

} // namespace tenon::plugins
