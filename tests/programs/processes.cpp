#include "processes.h"

#include "support/paths.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>

namespace tenon::testing
{
namespace
{

std::string quoted(std::string const& text)
{
    std::string all = "'";
    for (char const c : text)
    {
        all += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return all + "'";
}

} // namespace

Finished runProgram(
    std::string const& name, std::vector<std::string> const& arguments, std::vector<std::string> const& environment)
{
    std::string command = "env TENON_DEVICE=cpu";
    for (std::string const& variable : environment)
    {
        command += " " + quoted(variable);
    }
    command += " " + quoted(binaryDir() + "/bin/" + name);
    for (std::string const& argument : arguments)
    {
        command += " " + quoted(argument);
    }
    FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr)
    {
        return {-1, "no process"};
    }
    Finished finished{-1, {}};
    std::array<char, 4096> buffer{};
    for (size_t read = 0; (read = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    {
        finished.output.append(buffer.data(), read);
    }
    int const status = pclose(pipe);
    finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return finished;
}

std::string scratchFile(std::string const& name)
{
    return (std::filesystem::temp_directory_path() / ("tenon_" + std::to_string(getpid()) + "_" + name)).string();
}

} // namespace tenon::testing
