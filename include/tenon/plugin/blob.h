// What a V2 plugin writes into an engine: versioned, checked, and read back without trust.
//
//     bytes 0 … 3   "TNPL"
//           4 … 5   version of this layout, 1
//           6 … 7   form: 0 dynamic, 1 static
//           8 … 15  bytes behind the header
//          16 … 23  FNV-1a hash of these bytes
//     then  number of fields, and for each: length of its name, name, type, count, bytes
//           static form: number of inputs, of outputs, and for each: type, format, scale, rank, extents without the batch
//
// Numbers are little-endian, as on all machines that are served. Fields are found by name: those that an older engine lacks keep
// their defaults, those that are unknown are an error.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_BLOB_H
#define TENON_PLUGIN_BLOB_H

#include <tenon/plugin/parsing.h>

TENON_PLUGIN_OPEN

//! What a static form must know beside the fields, since it is not configured again.
struct StaticShapes
{
    std::vector<PluginTensorDesc> inputs, outputs; //!< without the batch
};

constexpr uint16_t kBlobVersion = 1;
constexpr uint16_t kDynamicForm = 0;
constexpr uint16_t kStaticForm = 1;
constexpr size_t kBlobHeaderBytes = 24;

class BlobWriter
{
public:
    template <typename T>
    void number(T value)
    {
        static_assert(std::is_arithmetic_v<T>, "numbers only");
        bytes(&value, sizeof value);
    }
    void bytes(void const* data, size_t count)
    {
        size_t const before = blob_.size();
        blob_.resize(before + count);
        if (count != 0)
        {
            std::memcpy(blob_.data() + before, data, count);
        }
    }
    std::vector<unsigned char>& blob() { return blob_; }

private:
    std::vector<unsigned char> blob_;
};

//! Reads numbers and bytes in turn; past the end it gives zeros and remembers that.
class BlobReader
{
public:
    BlobReader(void const* data, size_t bytes)
        : data_(static_cast<unsigned char const*>(data))
        , left_(bytes)
    {
    }

    template <typename T>
    T number()
    {
        T value{};
        void const* const place = bytes(sizeof value);
        if (place != nullptr)
        {
            std::memcpy(&value, place, sizeof value);
        }
        return value;
    }
    //! Null past the end.
    void const* bytes(uint64_t count)
    {
        if (failed_ || count > left_)
        {
            failed_ = true;
            return nullptr;
        }
        void const* const place = data_;
        data_ += count;
        left_ -= count;
        return place;
    }
    bool failed() const { return failed_; }
    size_t left() const { return left_; }

private:
    unsigned char const* data_;
    size_t left_;
    bool failed_{false};
};

namespace detail
{

inline uint64_t hashOf(void const* data, size_t bytes)
{
    uint64_t hash = 0xCBF29CE484222325U;
    auto const* const first = static_cast<unsigned char const*>(data);
    for (size_t i = 0; i < bytes; ++i)
    {
        hash = (hash ^ first[i]) * 0x100000001B3U;
    }
    return hash;
}

inline void writeDescs(BlobWriter& writer, std::vector<PluginTensorDesc> const& descs)
{
    for (PluginTensorDesc const& desc : descs)
    {
        writer.number(static_cast<int32_t>(desc.type));
        writer.number(static_cast<int32_t>(desc.format));
        writer.number(desc.scale);
        writer.number(desc.dims.nbDims);
        for (int32_t i = 0; i < desc.dims.nbDims; ++i)
        {
            writer.number(static_cast<int64_t>(desc.dims.d[i]));
        }
    }
}

inline std::string readDescs(BlobReader& reader, uint32_t count, std::vector<PluginTensorDesc>& descs)
{
    for (uint32_t t = 0; t < count && !reader.failed(); ++t)
    {
        PluginTensorDesc desc{};
        desc.type = static_cast<DataType>(reader.number<int32_t>());
        desc.format = static_cast<TensorFormat>(reader.number<int32_t>());
        desc.scale = reader.number<float>();
        desc.dims.nbDims = reader.number<int32_t>();
        if (desc.dims.nbDims < 0 || desc.dims.nbDims >= Dims::MAX_DIMS || bytesOf(desc.type) == 0)
        {
            return "expected tensors of at most " + std::to_string(Dims::MAX_DIMS - 1)
                + " dimensions besides the batch, found " + std::to_string(desc.dims.nbDims) + " and type number "
                + std::to_string(static_cast<int32_t>(desc.type));
        }
        for (int32_t i = 0; i < desc.dims.nbDims; ++i)
        {
            auto const extent = reader.number<int64_t>();
            desc.dims.d[i] = static_cast<Extent>(extent);
            if (extent < 0 || desc.dims.d[i] != extent)
            {
                return "expected dimensions of at least 0, found " + std::to_string(extent);
            }
        }
        descs.push_back(desc);
    }
    return {};
}

template <typename Impl>
std::string readFields(BlobReader& reader, Impl& impl)
{
    auto const count = reader.number<uint32_t>();
    for (uint32_t i = 0; i < count && !reader.failed(); ++i)
    {
        auto const nameBytes = reader.number<uint32_t>();
        auto const* const name = static_cast<char const*>(reader.bytes(nameBytes));
        RawView raw;
        raw.type = static_cast<PluginFieldType>(reader.number<int32_t>());
        raw.count = reader.number<int64_t>();
        int64_t const width = bytesOf(raw.type);
        if (reader.failed() || width == 0 || raw.count < 0 || raw.count > static_cast<int64_t>(reader.left()) / width)
        {
            return "expected the value of field number " + std::to_string(i) + ", found too few bytes for it";
        }
        raw.data = reader.bytes(static_cast<uint64_t>(raw.count * width));
        std::string const fieldName(name, nameBytes);
        Field<Impl> const* const field = declarationOf<Impl>().find(fieldName);
        std::string const problem = field == nullptr
            ? "expected one of " + fieldNames<Impl>() + ", found an unknown name"
            : field->set(raw, impl);
        if (!problem.empty())
        {
            return "field \"" + fieldName + "\": " + problem;
        }
    }
    return {};
}

} // namespace detail

//! `shapes` is null for the dynamic form.
template <typename Impl>
std::vector<unsigned char> writeBlob(Impl const& impl, StaticShapes const* shapes)
{
    BlobWriter body;
    auto const& fields = declarationOf<Impl>().fields();
    body.number(static_cast<uint32_t>(fields.size()));
    for (Field<Impl> const& field : fields)
    {
        RawField const raw = field.get(impl);
        body.number(static_cast<uint32_t>(field.info().name.size()));
        body.bytes(field.info().name.data(), field.info().name.size());
        body.number(static_cast<int32_t>(raw.type));
        body.number(raw.count);
        body.bytes(raw.bytes.data(), raw.bytes.size());
    }
    if (shapes != nullptr)
    {
        body.number(static_cast<uint32_t>(shapes->inputs.size()));
        body.number(static_cast<uint32_t>(shapes->outputs.size()));
        detail::writeDescs(body, shapes->inputs);
        detail::writeDescs(body, shapes->outputs);
    }
    BlobWriter blob;
    blob.bytes("TNPL", 4);
    blob.number(kBlobVersion);
    blob.number(shapes != nullptr ? kStaticForm : kDynamicForm);
    blob.number(static_cast<uint64_t>(body.blob().size()));
    blob.number(detail::hashOf(body.blob().data(), body.blob().size()));
    blob.bytes(body.blob().data(), body.blob().size());
    return std::move(blob.blob());
}

//! Reads what writeBlob wrote. The problem is empty on success, and then `form` says which form wrote it.
template <typename Impl>
std::string readBlob(void const* data, size_t bytes, Impl& impl, uint16_t& form, StaticShapes& shapes)
{
    BlobReader reader(data, data == nullptr ? 0 : bytes);
    void const* const magic = reader.bytes(4);
    auto const version = reader.number<uint16_t>();
    form = reader.number<uint16_t>();
    auto const bodyBytes = reader.number<uint64_t>();
    auto const hash = reader.number<uint64_t>();
    if (reader.failed())
    {
        return "expected at least " + std::to_string(kBlobHeaderBytes) + " bytes in the engine, found "
            + std::to_string(bytes);
    }
    if (std::memcmp(magic, "TNPL", 4) != 0 || version != kBlobVersion || form > kStaticForm)
    {
        return "expected bytes of layout version " + std::to_string(kBlobVersion) + " in the engine, found "
            + (std::memcmp(magic, "TNPL", 4) != 0
                    ? "other bytes"
                    : "version " + std::to_string(version) + ", form " + std::to_string(form));
    }
    if (bodyBytes != reader.left())
    {
        return "expected " + std::to_string(bodyBytes) + " bytes behind the header in the engine, found "
            + std::to_string(reader.left());
    }
    auto const* const body = static_cast<unsigned char const*>(data) + kBlobHeaderBytes;
    if (detail::hashOf(body, reader.left()) != hash)
    {
        return "expected the bytes that it was serialized to in the engine, found changed ones";
    }
    std::string problem = detail::readFields(reader, impl);
    if (problem.empty() && form == kStaticForm)
    {
        auto const inputs = reader.number<uint32_t>();
        auto const outputs = reader.number<uint32_t>();
        problem = detail::readDescs(reader, inputs, shapes.inputs);
        problem = problem.empty() ? detail::readDescs(reader, outputs, shapes.outputs) : problem;
    }
    if (problem.empty() && (reader.failed() || reader.left() != 0))
    {
        problem = reader.failed() ? "expected more bytes in the engine, found their end"
                                  : "expected no more bytes in the engine, found " + std::to_string(reader.left());
    }
    if (problem.empty())
    {
        problem = impl.validate();
    }
    return problem;
}

TENON_PLUGIN_CLOSE

#endif // TENON_PLUGIN_BLOB_H
