// The NMS kernels for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! All pointers are the device's.
struct NmsProblem
{
    int64_t items, boxes, classes, boxClasses;
    int64_t limit;           //!< the best candidates of an item that are looked at
    bool centered;           //!< boxes are (x, y, width, height), else two opposite corners
    bool wideMost;           //!< `most` is int64, not int32
    bool wideRows;           //!< rows are int64, not int32
    nvinfer1::DataType type; //!< of boxes, scores and thresholds: fp32, fp16 or bf16
    void const *box, *score, *most;
    void const *iouThreshold, *scoreThreshold; //!< may be null
    void* rows;                                //!< (item, class, box) of each selected box
    int32_t* count;                            //!< how many there are

    int64_t scores() const { return items * boxes * classes; }
};

//! Whether the number of an item, and that of a score in it, fit into 32 bits together.
bool fitsNms(int64_t items, int64_t boxes, int64_t classes);

//! Workspace for all problems of at most so many items, boxes and classes.
cudaError_t nmsWorkspace(int64_t items, int64_t boxes, int64_t classes, size_t& bytes);

//! In order with the stream; `size`, on the device, becomes what `count` does.
cudaError_t launchNms(NmsProblem const& problem, int64_t* size, void* workspace, cudaStream_t stream);

} // namespace tenon::ops
