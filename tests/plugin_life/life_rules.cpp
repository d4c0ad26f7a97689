#include "life_rules.h"

#include <map>
#include <sstream>

namespace tenon::testing
{
namespace
{

//! What is known of one object.
struct Object
{
    std::string born;
    bool usable{false};      //!< initialised, or the clone of such an object
    bool initialized{false}; //!< by the host
    bool attached{false};
    bool configured{false};
    bool tactic{false};
    bool shapes{false};
    bool isV3{false};
    bool fromEngine{false};
    bool ended{false};
    std::string last;
};

class Checker
{
public:
    void line(std::string const& text)
    {
        if (text.empty() || text[0] != '#')
        {
            return;
        }
        size_t const space = text.find(' ');
        int const number = std::stoi(text.substr(1, space));
        std::string const what = text.substr(space + 1);
        std::string const method = what.substr(0, what.find_first_of(" ,:"));
        if (what.rfind("is born: ", 0) == 0)
        {
            birth(number, what.substr(9));
            return;
        }
        Object& object = objects_[number];
        subject_ = "#" + std::to_string(number) + " " + method;
        if (object.ended)
        {
            broken("after its end");
        }
        call(object, method, what);
        object.last = method;
    }

    std::string finish()
    {
        for (auto const& [number, object] : objects_)
        {
            if (!object.ended)
            {
                subject_ = "#" + std::to_string(number) + " never ends";
                broken("");
            }
        }
        return broken_;
    }

private:
    void broken(std::string const& why) { broken_ += subject_ + (why.empty() ? "" : ": " + why) + "\n"; }

    void require(bool holds, std::string const& why)
    {
        if (!holds)
        {
            broken(why);
        }
    }

    void birth(int number, std::string const& how)
    {
        Object object;
        object.born = how;
        object.isV3 = how.find("kBUILD") != std::string::npos || how.find("kRUNTIME") != std::string::npos
            || how.find("attachToContext") == 0;
        object.fromEngine = how == "deserializePlugin" || how.find("kRUNTIME") != std::string::npos;
        size_t const hash = how.find('#');
        if (hash != std::string::npos)
        {
            int const parent = std::stoi(how.substr(hash + 1));
            subject_ = "#" + std::to_string(number) + " is born";
            require(objects_.count(parent) == 0 || !objects_[parent].ended,
                "from #" + std::to_string(parent) + ", which has ended");
            object.usable = objects_.count(parent) != 0 && objects_[parent].usable;
            object.isV3 = object.isV3 || (objects_.count(parent) != 0 && objects_[parent].isV3);
            object.fromEngine = objects_.count(parent) != 0 && objects_[parent].fromEngine;
        }
        require(objects_.count(number) == 0, "a second time");
        objects_[number] = object;
    }

    void call(Object& object, std::string const& method, std::string const& what)
    {
        bool const isDynamic = what.find(" to ") != std::string::npos;
        require(what.find("no workspace") == std::string::npos, "no workspace, though it asked for some");
        if (method == "initialize")
        {
            require(!object.initialized, "a second time");
            require(!object.usable || object.initialized, "on the clone of an initialised object");
            object.initialized = object.usable = true;
        }
        else if (method == "terminate")
        {
            require(object.initialized, "not initialised by the host");
            object.initialized = object.usable = false;
        }
        else if (method == "attachToContext")
        {
            require(!object.attached, "a second time");
            object.attached = true;
        }
        else if (method == "detachFromContext")
        {
            require(object.attached, "never attached");
            object.attached = false;
        }
        else if (method == "configurePlugin" || method == "configureWithFormat")
        {
            require(isDynamic || !object.fromEngine, "a static plugin from an engine");
            require(isDynamic || !object.configured, "a static plugin a second time");
            require(isDynamic || !object.usable, "a static plugin after initialize");
            require(!object.isV3 || !object.fromEngine, "in an engine");
            object.configured = true;
        }
        else if (method == "getOutputShapes" || method == "getOutputDataTypes" || method == "getNbTactics"
            || method == "getValidTactics")
        {
            require(!object.fromEngine, "in an engine");
        }
        else if (method == "supportsFormatCombination" || method == "supportsFormat")
        {
            require(!object.fromEngine, "in an engine");
        }
        else if (method == "setTactic")
        {
            require(!object.tactic, "a second time");
            object.tactic = true;
        }
        else if (method == "onShapeChange")
        {
            require(object.tactic, "before setTactic");
            object.shapes = true;
        }
        else if (method == "enqueue")
        {
            require(object.isV3 || object.usable, "never initialised");
            require(!object.isV3 || (object.tactic && object.shapes), "before setTactic and onShapeChange");
        }
        else if (method == "serialize")
        {
            require(object.last == "getSerializationSize" || object.last == "serialize",
                "without getSerializationSize right before");
        }
        else if (method == "destroy")
        {
            require(!object.initialized, "initialised and not terminated");
            require(!object.attached, "attached and not detached");
        }
        else if (method == "ends")
        {
            require(object.isV3 || object.last == "destroy", "without destroy");
            object.ended = true;
        }
    }

    std::map<int, Object> objects_;
    std::string subject_, broken_;
};

} // namespace

std::string brokenRules(std::string const& record)
{
    Checker checker;
    std::istringstream lines(record);
    std::string line;
    while (std::getline(lines, line))
    {
        checker.line(line);
    }
    return checker.finish();
}

} // namespace tenon::testing
