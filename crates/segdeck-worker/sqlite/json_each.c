/*
** `json_each(json)` and `json_each(json, '$.member')` with the column `value`, as SQLite has them among
** eighty functions for JSON of which no query asks anything else.
**
** It reads JSON as this program writes it: sound, and without spaces. Of an array it gives the elements, of
** anything else the value itself: texts, and 1 or 0 for true or false; numbers, arrays and objects as JSON.
*/

typedef struct EachCursor EachCursor;
struct EachCursor {
  sqlite3_vtab_cursor base;
  /* All of the JSON, and where in it the present value begins; 0 behind the last one. */
  char *zJson;
  const char *zAt;
  int isArray;
  sqlite3_int64 iRow;
};

/* The columns behind `value`, which are arguments. */
#define EACH_JSON 1
#define EACH_ROOT 2

/* What follows a text that begins here. */
static const char *eachPastText(const char *z) {
  for (z++; *z && *z != '"'; z++) {
    if (*z == '\\' && z[1]) z++;
  }
  return *z ? z + 1 : z;
}

/* What follows a value that begins here. */
static const char *eachPast(const char *z) {
  int depth = 0;
  do {
    if (*z == '"') {
      z = eachPastText(z);
    } else if (*z == '[' || *z == '{') {
      depth++;
      z++;
    } else if (*z == ']' || *z == '}') {
      depth--;
      z++;
    } else if (depth > 0) {
      z++;
    } else {
      while (*z && *z != ',' && *z != ']' && *z != '}') z++;
    }
  } while (depth > 0 && *z);
  return z;
}

/* The value of a member of an object, or 0. */
static const char *eachMember(const char *z, const char *zName) {
  size_t nName = strlen(zName);
  if (*z++ != '{') return 0;
  while (*z == '"') {
    const char *zKey = z + 1;
    z = eachPastText(z);
    int isIt = z - zKey == (ptrdiff_t)nName + 1 && memcmp(zKey, zName, nName) == 0;
    if (*z == ':') z++;
    if (isIt) return z;
    z = eachPast(z);
    if (*z == ',') z++;
  }
  return 0;
}

static int eachConnect(sqlite3 *db, void *p, int nArg, const char *const *azArg, sqlite3_vtab **ppTable,
                       char **pzError) {
  int rc = sqlite3_declare_vtab(db, "CREATE TABLE x(value, json HIDDEN, root HIDDEN)");
  if (rc) return rc;
  *ppTable = sqlite3MallocZero(sizeof(sqlite3_vtab));
  return *ppTable ? SQLITE_OK : SQLITE_NOMEM;
}

static int eachDisconnect(sqlite3_vtab *pTable) {
  sqlite3_free(pTable);
  return SQLITE_OK;
}

/* Needs its arguments; whatever is asked of `value`, SQLite looks after. */
static int eachBestIndex(sqlite3_vtab *pTable, sqlite3_index_info *p) {
  int aArgument[] = {-1, -1, -1};
  int i, nArgument = 0;
  for (i = 0; i < p->nConstraint; i++) {
    int iColumn = p->aConstraint[i].iColumn;
    if (iColumn < EACH_JSON) continue;
    if (!p->aConstraint[i].usable || p->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) {
      return SQLITE_CONSTRAINT;
    }
    aArgument[iColumn] = i;
  }
  if (aArgument[EACH_JSON] < 0) return SQLITE_CONSTRAINT;
  for (i = EACH_JSON; i <= EACH_ROOT; i++) {
    if (aArgument[i] < 0) continue;
    p->aConstraintUsage[aArgument[i]].argvIndex = ++nArgument;
    p->aConstraintUsage[aArgument[i]].omit = 1;
  }
  p->estimatedCost = 1;
  return SQLITE_OK;
}

static int eachOpen(sqlite3_vtab *pTable, sqlite3_vtab_cursor **ppCursor) {
  *ppCursor = sqlite3MallocZero(sizeof(EachCursor));
  return *ppCursor ? SQLITE_OK : SQLITE_NOMEM;
}

static int eachClose(sqlite3_vtab_cursor *pCursor) {
  sqlite3_free(((EachCursor *)pCursor)->zJson);
  sqlite3_free(pCursor);
  return SQLITE_OK;
}

static int eachFilter(sqlite3_vtab_cursor *pCursor, int n, const char *z, int nArgument, sqlite3_value **apArgument) {
  EachCursor *p = (EachCursor *)pCursor;
  const char *zJson = (const char *)sqlite3_value_text(apArgument[0]);
  sqlite3_free(p->zJson);
  p->zJson = 0;
  p->zAt = 0;
  p->isArray = 0;
  p->iRow = 0;
  if (zJson == 0) return SQLITE_OK;
  p->zJson = sqlite3_mprintf("%s", zJson);
  if (p->zJson == 0) return SQLITE_NOMEM;
  p->zAt = p->zJson;
  if (nArgument > 1) {
    const char *zRoot = (const char *)sqlite3_value_text(apArgument[1]);
    int isMember = zRoot && zRoot[0] == '$' && zRoot[1] == '.';
    p->zAt = isMember ? eachMember(p->zJson, zRoot + 2) : 0;
  }
  if (p->zAt && *p->zAt == '[') {
    p->isArray = 1;
    p->zAt = p->zAt[1] == ']' ? 0 : p->zAt + 1;
  }
  return SQLITE_OK;
}

static int eachNext(sqlite3_vtab_cursor *pCursor) {
  EachCursor *p = (EachCursor *)pCursor;
  const char *zEnd = eachPast(p->zAt);
  p->zAt = p->isArray && *zEnd == ',' ? zEnd + 1 : 0;
  p->iRow++;
  return SQLITE_OK;
}

static int eachEof(sqlite3_vtab_cursor *pCursor) { return ((EachCursor *)pCursor)->zAt == 0; }

/* A text without its quotes and escapes, which is never longer than with them. */
static void eachText(sqlite3_context *pContext, const char *z) {
  const char *zEnd = eachPastText(z) - 1;
  u8 *zText = sqlite3_malloc64(zEnd - z + 1);
  u8 *zOut = zText;
  if (zText == 0) {
    sqlite3_result_error_nomem(pContext);
    return;
  }
  for (z++; z < zEnd; z++) {
    static const char aEscaped[] = "b\bf\fn\nr\rt\t";
    const char *zEscaped;
    u32 c = 0;
    int i;
    if (*z != '\\') {
      *zOut++ = *z;
      continue;
    }
    z++;
    if (*z == 'u') {
      for (i = 0; i < 4 && z + 1 < zEnd; i++) c = c * 16 + sqlite3HexToInt(*++z);
      WRITE_UTF8(zOut, c);
      continue;
    }
    for (zEscaped = aEscaped; *zEscaped && *zEscaped != *z; zEscaped += 2) {
    }
    *zOut++ = *zEscaped ? zEscaped[1] : *z;
  }
  sqlite3_result_text64(pContext, (char *)zText, zOut - zText, sqlite3_free, SQLITE_UTF8);
}

static int eachColumn(sqlite3_vtab_cursor *pCursor, sqlite3_context *pContext, int iColumn) {
  const char *z = ((EachCursor *)pCursor)->zAt;
  if (iColumn >= EACH_JSON || *z == 'n') {
    sqlite3_result_null(pContext);
  } else if (*z == '"') {
    eachText(pContext, z);
  } else if (*z == 't' || *z == 'f') {
    sqlite3_result_int(pContext, *z == 't');
  } else {
    sqlite3_result_text64(pContext, z, eachPast(z) - z, SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  return SQLITE_OK;
}

static int eachRowid(sqlite3_vtab_cursor *pCursor, sqlite3_int64 *pRow) {
  *pRow = ((EachCursor *)pCursor)->iRow;
  return SQLITE_OK;
}

static int eachRegister(sqlite3 *db, const char **pzError, const sqlite3_api_routines *pApi) {
  /* Without xCreate there is one table, which bears the name of this. */
  static const sqlite3_module module = {
    .xConnect = eachConnect,
    .xBestIndex = eachBestIndex,
    .xDisconnect = eachDisconnect,
    .xOpen = eachOpen,
    .xClose = eachClose,
    .xFilter = eachFilter,
    .xNext = eachNext,
    .xEof = eachEof,
    .xColumn = eachColumn,
    .xRowid = eachRowid,
  };
  return sqlite3_create_module(db, "json_each", &module, 0);
}

/* Called when SQLite starts: every connection gets it. */
int segdeckStart(const char *zUnused) { return sqlite3_auto_extension((void (*)(void))eachRegister); }
