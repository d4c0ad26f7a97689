// PluginObject: one plugin object that the host owns, and the state of its life, so that each step happens once and in order.
#pragma once

#include "graph/kernel.h"
#include "plugin_host/guarded_call.h"
#include "plugin_host/identity.h"
#include "plugin_host/plugin_abi.h"

#include <atomic>
#include <mutex>

namespace tenon::plugin_host
{

using base::Result;
using base::Status;

//! Owns one object. Its end: detachFromContext where it was attached, terminate where the host initialised it, destroy. A clone of an
//! initialised object is born initialised: the host calls neither initialize nor terminate on it.
//!
//! Thread safety: initialize() and clone() may be called from several threads; everything else by one thread at a time, as the
//! plugin's interface says.
class PluginObject
{
public:
    //! Takes over an object that clone or deserializePlugin gave. Never null.
    PluginObject(nvinfer1::IPluginV2& plugin, std::shared_ptr<PluginIdentity const> identity, bool initialized);
    ~PluginObject();
    PluginObject(PluginObject const&) = delete;
    PluginObject& operator=(PluginObject const&) = delete;

    //! Clones the user's own plugin, which stays his.
    static Result<std::unique_ptr<PluginObject>> cloneOf(
        nvinfer1::IPluginV2& plugin, std::shared_ptr<PluginIdentity const> identity);

    //! Clones, and checks that the clone is another object that says the same of itself. A lost namespace is named in the log and set again.
    Result<std::unique_ptr<PluginObject>> clone() const;

    //! Calls initialize unless that was done. Error names the code that it returned.
    Status initialize();
    bool initialized() const { return initialized_; }
    //! A clone of an initialised object.
    bool bornInitialized() const { return initialized_ && !ownsInitialization_; }

    //! Tells a plugin of IPluginV2Ext and later the libraries' handles, which may be null.
    Status attach(graph::ContextResources const& resources);

    //! For a clone of an initialised object, once it is as its first enqueue will find it: names in the log, once for all clones, where a pointer
    //! that initialize set in the original is null in the clone. Does nothing for others.
    void checkWhatInitializeMade() const;

    //! The bytes that go into the plan. Error if serialize writes more or fewer than getSerializationSize says.
    Result<std::vector<std::byte>> serialize() const;

    //! Where the object's pointers will point from now on.
    void setDevice(devices::Device const* device) { device_ = device; }
    devices::Device const* device() const { return device_; }

    PluginIdentity const& identity() const { return *identity_; }
    std::shared_ptr<PluginIdentity const> const& sharedIdentity() const { return identity_; }
    std::string const& label() const { return label_; }
    nvinfer1::IPluginV2* get() const { return plugin_; }

    //! Calls a method, named by its slot: `object.call<&V2Table<Level10>::initialize>("initialize", kNoArguments)`.
    template <auto kSlot, typename Arguments, typename... Values>
    auto call(char const* method, Arguments const& arguments, Values... values) const
    {
        using Table = typename SlotTraits<decltype(kSlot)>::Table;
        void* const self = plugin_;
        return guardedCall(callee(), method, arguments, [&] { return (tableOf<Table>(self).*kSlot)(self, values...); });
    }
    //! The same for methods that take references.
    template <auto kSlot, typename Arguments, typename Function>
    auto callWith(char const* method, Arguments const& arguments, Function const& function) const
    {
        using Table = typename SlotTraits<decltype(kSlot)>::Table;
        void* const self = plugin_;
        return guardedCall(callee(), method, arguments, [&] { return function(self, tableOf<Table>(self).*kSlot); });
    }

    Callee callee() const { return Callee{&label_, &identity_->name, id_, device_}; }

private:
    //! What initialize set in an object, shared by its clones.
    struct Made
    {
        std::vector<size_t> words; //!< places of addresses in the object
        std::atomic<bool> told{false};
    };
    Status checkClone(PluginObject const& clone) const;

    nvinfer1::IPluginV2* plugin_;
    std::shared_ptr<PluginIdentity const> identity_;
    std::string label_;
    uint64_t id_;
    devices::Device const* device_{nullptr};
    mutable std::mutex mutex_; //!< guards the step to initialised
    bool initialized_;
    bool ownsInitialization_{false};
    std::shared_ptr<Made> made_; //!< null where nothing is known
    bool attached_{false};
};

//! Number of plugin objects alive whose code lies in that library.
int64_t liveObjectsOf(std::string const& libraryPath);
//! Counts an object of a library in or out.
void countLiveObject(std::string const& libraryPath, int64_t change);
//! The next object's number in traces.
uint64_t nextObjectNumber();

} // namespace tenon::plugin_host
