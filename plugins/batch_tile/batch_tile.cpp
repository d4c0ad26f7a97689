#include "plugins/batch_tile/batch_tile.h"

#include "plugins/batch_tile/batch_tile_kernel.h"

namespace tenon::plugins
{

void BatchTile::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape tile = s.input(1);
    if (!s.expect(!s.input(0).empty() && tile.size() >= 2,
            "tensors with a batch, found ranks " + std::to_string(s.input(0).size()) + " and "
                + std::to_string(tile.size())))
    {
        return;
    }
    if (tile[0].isBatch()) // implicit batch: the tile has a dimension of 1 of its own
    {
        if (!s.expect(tile.size() >= 3 && tile[1].value() == 1,
                "a tile whose first dimension is 1, found " + std::to_string(tile[1].value())))
        {
            return;
        }
        tile.erase(tile.begin());
    }
    s.expect(!tile[0].isNumber() || tile[0].value() == 1,
        "a tile whose batch is 1, found " + std::to_string(tile[0].value()));
    tile[0] = s.input(0)[0];
    s.output(0) = tile;
}

int32_t BatchTile::enqueueCpu(plugin::Call const& call) const
{
    return batch_tile::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
