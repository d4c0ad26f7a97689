// A plugin library whose only content comes from a static library.
