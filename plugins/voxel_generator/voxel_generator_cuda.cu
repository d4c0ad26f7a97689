// Points are sorted by their voxels, which keeps the order of those of one voxel (CUB's radix sort is stable); the first of each voxel is marked at its
// place among all points, and the marks before it, by a prefix sum, are the voxel's number.
//
// Threads:   a point a thread; then a voxel a warp, which adds up its points and writes their features side by side.
// Memory:    16 bytes for each point, twice, and what CUB wants; the voxels are written once.
#include "plugins/common/block_sum.cuh"
#include "plugins/common/report.h"
#include "plugins/voxel_generator/voxel_generator_kernel.h"

#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_scan.cuh>

namespace tenon::plugins
{
namespace
{

using voxel_generator::Cloud;
using voxel_generator::Voxel;

constexpr int32_t kVoxelsOfBlock = 4; //!< a warp each

struct SortedPoints
{
    SortedPoints(Cloud const& cloud, void* workspace)
        : points(cloud.frames * cloud.capacity)
        , none(static_cast<uint32_t>(cloud.frames * cloud.grid.cells()))
    {
        while (bits < 32 && (none >> bits) != 0)
        {
            ++bits;
        }
        cub::DeviceRadixSort::SortPairs(
            nullptr, sortBytes, keys, sortedKeys, order, sortedOrder, static_cast<int32_t>(points), 0, bits);
        cub::DeviceScan::ExclusiveSum(nullptr, scanBytes, marks, ranks, static_cast<int32_t>(points + 1));
        Parts parts(workspace);
        keys = parts.take<uint32_t>(points);
        sortedKeys = parts.take<uint32_t>(points);
        order = parts.take<int32_t>(points);
        sortedOrder = parts.take<int32_t>(points);
        marks = parts.take<int32_t>(points + 1);
        ranks = parts.take<int32_t>(points + 1);
        begins = parts.take<int32_t>(cloud.frames * cloud.voxels);
        scratch = parts.take<char>(static_cast<int64_t>(std::max(sortBytes, scanBytes)));
        bytes = parts.bytes();
    }

    int64_t points;
    uint32_t none; //!< the key of points without a voxel; the others are frame · cells + cell
    int32_t bits{1};
    uint32_t *keys{nullptr}, *sortedKeys{nullptr};
    int32_t *order{nullptr}, *sortedOrder{nullptr};
    int32_t *marks{nullptr},
        *ranks{nullptr}; //!< of each point: whether it is its voxel's first; how many of those are before it
    int32_t* begins;     //!< of each voxel among the sorted points
    void* scratch;
    size_t sortBytes{0}, scanBytes{0}, bytes{0};
};

struct FindCell
{
    Cloud cloud;
    SortedPoints sorted;

    __device__ void operator()(int64_t i) const
    {
        int64_t const frame = i / cloud.capacity;
        bool const isValid = i % cloud.capacity < cloud.count(frame);
        int64_t const cell = isValid ? cloud.grid.cell(cloud.points + i * cloud.channels) : -1;
        sorted.keys[i] = cell < 0 ? sorted.none : static_cast<uint32_t>(frame * cloud.grid.cells() + cell);
        sorted.order[i] = static_cast<int32_t>(i);
    }
};

__device__ bool isFirst(SortedPoints const& sorted, int64_t i)
{
    uint32_t const key = sorted.sortedKeys[i];
    return key != sorted.none && (i == 0 || sorted.sortedKeys[i - 1] != key);
}

struct MarkFirst
{
    SortedPoints sorted;

    __device__ void operator()(int64_t i) const
    {
        if (isFirst(sorted, i))
        {
            sorted.marks[sorted.sortedOrder[i]] = 1;
        }
    }
};

struct BeginVoxel
{
    Cloud cloud;
    SortedPoints sorted;

    __device__ void operator()(int64_t i) const
    {
        if (isFirst(sorted, i))
        {
            int64_t const first = sorted.sortedOrder[i];
            int64_t const frame = first / cloud.capacity;
            int64_t const voxel = sorted.ranks[first] - sorted.ranks[frame * cloud.capacity];
            if (voxel < cloud.voxels)
            {
                sorted.begins[frame * cloud.voxels + voxel] = static_cast<int32_t>(i);
            }
        }
    }
};

template <typename T>
__global__ void __launch_bounds__(32 * kVoxelsOfBlock) writeVoxels(Cloud const __grid_constant__ cloud,
    SortedPoints const __grid_constant__ sorted, T* voxels, int32_t* coords, int32_t* counts)
{
    int64_t const index = static_cast<int64_t>(blockIdx.x) * kVoxelsOfBlock + threadIdx.x / 32;
    auto const lane = static_cast<int32_t>(threadIdx.x % 32);
    if (index >= cloud.frames * cloud.voxels)
    {
        return;
    }
    int64_t const frame = index / cloud.voxels;
    int64_t const found = sorted.ranks[(frame + 1) * cloud.capacity] - sorted.ranks[frame * cloud.capacity];
    int64_t const count = found < cloud.voxels ? found : cloud.voxels;
    if (index % cloud.voxels == 0 && lane == 0)
    {
        counts[frame] = static_cast<int32_t>(count);
    }
    int64_t const begin = index % cloud.voxels < count ? sorted.begins[index] : -1;
    uint32_t const key = begin < 0 ? sorted.none : sorted.sortedKeys[begin];
    int32_t xyz[3] = {0, 0, 0};
    if (begin >= 0)
    {
        cloud.grid.places(static_cast<int64_t>(key) - frame * cloud.grid.cells(), xyz);
    }
    if (lane < 4)
    {
        int32_t const place = lane == 1 ? xyz[2] : (lane == 2 ? xyz[1] : xyz[0]);
        coords[4 * index + lane] = lane == 0 ? (begin < 0 ? 0 : static_cast<int32_t>(frame)) : place;
    }
    int64_t members = 0;
    float sums[3] = {0.0F, 0.0F, 0.0F};
    for (int64_t first = 0; first < cloud.pointsPerVoxel && begin >= 0; first += 32)
    {
        int64_t const i = begin + first + lane;
        bool const isMember = first + lane < cloud.pointsPerVoxel && i < sorted.points && sorted.sortedKeys[i] == key;
        if (isMember)
        {
            float const* const point = cloud.points + sorted.sortedOrder[i] * cloud.channels;
            for (int32_t axis = 0; axis < 3; ++axis)
            {
                sums[axis] += point[axis];
            }
        }
        uint32_t const all = __ballot_sync(0xFFFFFFFFU, isMember);
        members += __popc(all);
        if (all != 0xFFFFFFFFU)
        {
            break;
        }
    }
    Voxel voxel;
    for (int32_t axis = 0; axis < 3; ++axis)
    {
        voxel.mean[axis] = warpSum(sums[axis]) / static_cast<float>(members);
        voxel.centre[axis] = cloud.grid.centre(axis, xyz[axis]);
    }
    int64_t const features = cloud.features();
    T* const to = voxels + index * cloud.pointsPerVoxel * features;
    for (int64_t i = lane; i < cloud.pointsPerVoxel * features; i += 32)
    {
        int64_t const member = i / features;
        float value = 0.0F;
        if (member < members)
        {
            float const* const point = cloud.points + sorted.sortedOrder[begin + member] * cloud.channels;
            value = featureOf(voxel, point, cloud.channels, i % features);
        }
        to[i] = number<T>(value);
    }
}

int32_t sortPoints(OnCuda const& run, Cloud const& cloud, SortedPoints const& sorted)
{
    int64_t const markBytes = (sorted.points + 1) * static_cast<int64_t>(sizeof(int32_t));
    int32_t status = run.fill(sorted.marks, 0, markBytes);
    if (sorted.points == 0)
    {
        return status | run.fill(sorted.ranks, 0, markBytes);
    }
    auto const count = static_cast<int32_t>(sorted.points);
    status |= run.each(sorted.points, FindCell{cloud, sorted});
    size_t sortBytes = sorted.sortBytes;
    size_t scanBytes = sorted.scanBytes;
    bool const isSorted = cub::DeviceRadixSort::SortPairs(sorted.scratch, sortBytes, sorted.keys, sorted.sortedKeys,
                              sorted.order, sorted.sortedOrder, count, 0, sorted.bits, run.stream)
        == cudaSuccess;
    status |= isSorted ? run.each(sorted.points, MarkFirst{sorted}) : 1;
    bool const isSummed =
        cub::DeviceScan::ExclusiveSum(sorted.scratch, scanBytes, sorted.marks, sorted.ranks, count + 1, run.stream)
        == cudaSuccess;
    return status | (isSummed ? run.each(sorted.points, BeginVoxel{cloud, sorted}) : 1);
}

} // namespace

size_t VoxelGenerator::cudaWorkspaceBytes(plugin::Problem const& problem) const
{
    return SortedPoints(voxel_generator::cloudOf(*this, problem), nullptr).bytes;
}

int32_t VoxelGenerator::enqueueCuda(plugin::Call const& call) const
{
    if (!voxel_generator::inputsFit(*this, call))
    {
        return 1;
    }
    OnCuda const run{call.stream()};
    Cloud const cloud = voxel_generator::cloudOf(*this, call);
    if (cloud.frames * cloud.grid.cells() >= 0xFFFFFFFFLL || cloud.frames * cloud.capacity >= 0x7FFFFFFFLL)
    {
        report(nvinfer1::ILogger::Severity::kERROR,
            plugin::labelOf<VoxelGenerator>(layerName)
                + ": expected less than 2³² voxels and 2³¹ points in all frames, found "
                + std::to_string(cloud.frames * cloud.grid.cells()) + " and "
                + std::to_string(cloud.frames * cloud.capacity));
        return 1;
    }
    SortedPoints const sorted(cloud, call.workspace());
    int32_t const status = sortPoints(run, cloud, sorted);
    int64_t const blocks = cuda::ceilDiv(cloud.frames * cloud.voxels, int64_t{kVoxelsOfBlock});
    if (status != 0 || blocks == 0)
    {
        return status;
    }
    return run.withType(call.output(0).type(), [&](auto element) {
        using T = decltype(element);
        writeVoxels<T><<<static_cast<uint32_t>(blocks), 32 * kVoxelsOfBlock, 0, run.stream>>>(
            cloud, sorted, call.output(0).as<T>(), call.output(1).as<int32_t>(), call.output(2).as<int32_t>());
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    });
}

} // namespace tenon::plugins
