// The fields of an IPluginV3 as bytes: what getFieldsToSerialize gave, and what its creator gets back at run time.
#pragma once

#include "base/result.h"

#include <NvInferRuntime.h>

#include <cstddef>
#include <span>
#include <vector>

namespace tenon::plugin_host
{

//! Bytes of a field's `length` elements. kUNKNOWN counts bytes, kDIMS Dims. Error for a negative length and for numbers that are no type.
base::Result<size_t> bytesOf(nvinfer1::PluginField const& field);

//! Copies names and values. Error names the field without a name or with null data. `subject` is the plugin's label. A null collection
//! has no fields.
base::Result<std::vector<std::byte>> toBlob(std::string const& subject, nvinfer1::PluginFieldCollection const* fields);

//! Fields read from a blob, with the memory that they point into.
class StoredFields
{
public:
    //! Error for bytes that toBlob did not write.
    static base::Result<StoredFields> of(std::span<std::byte const> blob);

    std::vector<nvinfer1::PluginField> const& fields() const { return fields_; }
    //! Valid while this object lives and stays where it is.
    nvinfer1::PluginFieldCollection const* collection()
    {
        collection_.nbFields = static_cast<int32_t>(fields_.size());
        collection_.fields = fields_.data();
        return &collection_;
    }

private:
    std::vector<std::unique_ptr<char[]>> names_;
    std::vector<std::unique_ptr<std::byte[]>> values_;
    std::vector<nvinfer1::PluginField> fields_;
    nvinfer1::PluginFieldCollection collection_{};
};

//! Names and values as OpRecord's attribute "fieldValues" has them (manifest.h); of long lists the first values.
std::string describeFieldValues(std::span<std::byte const> blob);

//! `"alpha" (type 1, 1 value)` for the fields in which two blobs differ; empty if they are equal.
std::string describeDifferences(std::span<std::byte const> a, std::span<std::byte const> b);

} // namespace tenon::plugin_host
