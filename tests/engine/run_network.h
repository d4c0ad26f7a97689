// Builds a network, loads it and runs it, for tests.
#pragma once

#include "builder/build.h"
#include "graph/testing/fake_op.h"
#include "runtime/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenon::testing
{

using base::DataType;
using base::Result;
using base::Status;
using graph::Graph;
using graph::Tensor;

inline builder::BuildRequest cpuRequest()
{
    builder::BuildRequest request;
    request.device = &devices::cpuDevice();
    request.settings.name = "test";
    return request;
}

inline graph::Profile profileOf(std::string const& input, base::Dims min, base::Dims opt, base::Dims max)
{
    graph::Profile profile;
    profile.dims[input] = {min, opt, max};
    return profile;
}

//! A plan, loaded. Fails the test where build or load fail.
struct Loaded
{
    std::shared_ptr<runtime::Engine> engine;
    std::unique_ptr<runtime::Context> context;
};

inline Result<Loaded> load(plan::Plan plan, devices::Device& device = devices::cpuDevice())
{
    Loaded loaded;
    auto const shared = std::make_shared<plan::Plan const>(std::move(plan));
    TENON_ASSIGN(loaded.engine, runtime::Engine::create(shared, device, {}));
    TENON_ASSIGN(loaded.context, runtime::Context::create(loaded.engine, true));
    return loaded;
}

inline Result<Loaded> buildAndLoad(Graph const& network, builder::BuildRequest const& request = cpuRequest())
{
    TENON_ASSIGN(plan::Plan plan, builder::build(network, request));
    return load(std::move(plan));
}

template <typename T>
std::string messageOf(Result<T> const& result)
{
    return result.ok() ? "no error" : result.error().text();
}

} // namespace tenon::testing
