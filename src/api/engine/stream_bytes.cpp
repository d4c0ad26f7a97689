#include "api/engine/stream_bytes.h"

namespace tenon::api
{
namespace
{

constexpr int64_t kPieceBytes = int64_t{4} << 20;

template <typename Read>
base::Result<std::vector<std::byte>> readPieces(Read const& read)
{
    std::vector<std::byte> bytes;
    while (true)
    {
        size_t const before = bytes.size();
        bytes.resize(before + static_cast<size_t>(kPieceBytes));
        int64_t const count = read(bytes.data() + before, kPieceBytes);
        if (count < 0 || count > kPieceBytes)
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "stream reader: expected 0 to {} bytes at position {}, found {} as the answer of read", kPieceBytes,
                before, count);
        }
        bytes.resize(before + static_cast<size_t>(count));
        if (count == 0)
        {
            return bytes;
        }
    }
}

} // namespace

base::Result<std::vector<std::byte>> readAll(nvinfer1::IStreamReader& reader)
{
    return readPieces([&](void* destination, int64_t count) { return reader.read(destination, count); });
}

base::Result<std::vector<std::byte>> readAll(nvinfer1::IStreamReaderV2& reader)
{
    return readPieces([&](void* destination, int64_t count) { return reader.read(destination, count, nullptr); });
}

base::Status writeAll(nvinfer1::IStreamWriter& writer, std::span<std::byte const> bytes)
{
    while (!bytes.empty())
    {
        int64_t const written = writer.write(bytes.data(), static_cast<int64_t>(bytes.size()));
        if (written <= 0 || static_cast<size_t>(written) > bytes.size())
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "stream writer: expected it to take up to {} bytes, found {} as the answer of write", bytes.size(),
                written);
        }
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return {};
}

} // namespace tenon::api
