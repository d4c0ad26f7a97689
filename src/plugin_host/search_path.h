// Where plugin libraries are looked for when a lookup finds no creator: TENON_PLUGIN_PATH, and what programs add (tenon/plugin_lookup.h).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::plugin_host
{

//! Folders and libraries, in order. Files are read, not loaded: that is the registry's. Not thread-safe.
class SearchPath
{
public:
    //! A place that was named and is not there, or cannot be read.
    struct Fault
    {
        std::string source; //!< "TENON_PLUGIN_PATH", …
        std::string place;
        std::string why;
    };

    //! Adds a folder or a library. `source` tells who named it, for messages. A place that is there already changes nothing.
    void add(std::string const& place, std::string const& source);
    //! Adds what TENON_PLUGIN_PATH names (places separated by ':') as far as it was not added before.
    void addEnvironment();

    bool empty() const { return places_.empty(); }

    //! Libraries that may hold plugins and were not handed out before, absolute: those whose file mentions `name` first, each group in the
    //! order of the places and of file names. A file counts where it mentions one of the ways in which plugins are registered; files named
    //! as a place themselves always do.
    std::vector<std::string> untried(std::string_view name) const;
    //! Says that a library was loaded, or failed to.
    void markTried(std::string const& library) { tried_.insert(library); }

    //! "folder (TENON_PLUGIN_PATH): 3 plugin libraries", a line each, for explanations.
    std::vector<std::string> describe() const;
    //! Faults not told before.
    std::vector<Fault> takeFaults();

private:
    struct Place
    {
        std::string path, source;
        bool isFile{false};
    };

    std::vector<Place> places_;
    std::string environment_; //!< as last seen
    std::set<std::string> tried_;
    std::vector<Fault> faults_;
};

//! True if the bytes of a file hold `text`. False where it cannot be read.
bool fileMentions(std::string const& path, std::string_view text);

} // namespace tenon::plugin_host
