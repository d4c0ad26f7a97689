// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tenon::api::missing
{
//! Reports "not implemented yet: <what>" to the logger and the error recorder of the call in progress.
//! `what` is the public name of a method, such as "IBuilder::platformHasTf32", with static lifetime.
//! Safe to call from any thread.
void report(char const* what) noexcept;
} // namespace tenon::api::missing
