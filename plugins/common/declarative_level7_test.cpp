// The declarative base class at API level 7.
#define TENON_API_LEVEL 7
#define TENON_LEVEL_VERSION "7"
#define TENON_LEVEL_SUITE DeclaredPluginAtLevel7
#include "plugins/common/declarative_level_test.inc"
