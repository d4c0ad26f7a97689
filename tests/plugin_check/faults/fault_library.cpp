// The faults of one API level, registered when the library is loaded. TENON_FAULTS_LEVEL is that level.
#include "faulty_interfaces.h"

namespace
{

template <template <Fault> class CreatorOf, Fault kFault>
void registerFault(char const* name)
{
    static CreatorOf<kFault> creator(name);
    getPluginRegistry()->registerCreator(creator, "");
}

#if TENON_API_LEVEL >= 10
#define TENON_V3(statement) statement
#else
#define TENON_V3(statement)
template <Fault kFault>
using CreatorOfV3 = CreatorOfDynamic<kFault>;
#endif

#define TENON_FAULT(name, interface, level, check)                                                                     \
    if constexpr (level == kLevel)                                                                                     \
    {                                                                                                                  \
        registerFault<CreatorOf##interface, Fault::name>("Fault_" #name "_" #interface);                               \
        registerFault<CreatorOf##interface, twinOfFault(Fault::name)>("Twin_" #name "_" #interface);                   \
    }

template <int kLevel>
void registerAll()
{
#include "faults.inc"
    registerFault<CreatorOfV2, Fault::None>("Twin_V2");
    registerFault<CreatorOfExt, Fault::None>("Twin_Ext");
    registerFault<CreatorOfIOExt, Fault::None>("Twin_IOExt");
    registerFault<CreatorOfDynamic, Fault::None>("Twin_Dynamic");
    TENON_V3((registerFault<CreatorOfV3, Fault::None>("Twin_V3"));)
}

struct AllRegistrations
{
    AllRegistrations() { registerAll<TENON_API_LEVEL>(); }
} const registrations;

} // namespace
