// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.h"

namespace tenon::api::missing
{

//! What the generated bases derive from: an object that knows where its reports go.
class Reporter
{
protected:
    Reporter() = default;
    ~Reporter() = default;

    //! The log that the object's other failures go to.
    virtual base::Log callLog() const noexcept = 0;

    //! Reports "not implemented yet: <what>" to it. `what` is the public name of a method, such as "IBuilder::platformHasTf32".
    void report(char const* what) const noexcept;
};

} // namespace tenon::api::missing
