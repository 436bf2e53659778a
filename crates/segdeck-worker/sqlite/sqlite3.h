/* The header that comes with the crate; see sqlite3.c beside this. */
#include "../sqlite3/sqlite3.h"
