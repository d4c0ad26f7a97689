// The declarative base class at API level 8.
#define TENON_API_LEVEL 8
#define TENON_LEVEL_VERSION "8"
#define TENON_LEVEL_SUITE DeclaredPluginAtLevel8
#include "plugins/common/declarative_level_test.inc"
