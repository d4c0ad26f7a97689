// tenon: build engines, run them, look into models and plugin libraries. Exit status 0 only on success; errors on stderr.
#include "command_line.h"

int main(int argc, char** argv)
{
    return tenon::tools::runCommandLine(argc, argv);
}
